// SPDX-License-Identifier: GPL-2.0-only
/* Runs the disturbers of a configuration, and tells what they have done. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "disturb.h"
#include "disturb_compact.h"
#include "disturb_neighbour.h"
#include "disturb_pages.h"
#include "disturb_scan.h"
#include "disturb_threads.h"
#include "disturb_vmm.h"
#include "disturber.h"
#include "job.h"
#include "lab/base/frame.h"
#include "pages.h"
#include "shared/clock.h"
#include "shared/disturbers.h"
#include "witness.h"

static struct disturber *const known[] = {
	&disturb_ksm,	    &disturb_age,	&disturb_reclaim, &disturb_migrate,
	&disturb_compact,   &disturb_thp,	&disturb_stop,	  &disturb_move,
	&disturb_neighbour, &disturb_registers, &disturb_logging, &disturb_slots,
};

#define KNOWN (sizeof(known) / sizeof(known[0]))

#define ONE(name) +1
_Static_assert(KNOWN == 0 DISTURBERS(ONE), "a name without a disturber, or the other way round");

static struct disturber *chosen[KNOWN];
static double due[KNOWN]; /* when the next step is; 0: never */
static size_t count;
static struct victim victim;
static char in_guest[96]; /* a filter: ranges in the guest's memory */
static int timer = -1;

static struct disturber *named(const char *name)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(known[i]->name, name))
			return known[i];
	frame("error", "the agent knows no disturber '%s': rebuild the lab (make lab)", name);
	return NULL;
}

int disturb_prepare(const struct config *config)
{
	count = 0;
	for (int i = 0; i < config->disturbers; i++) {
		struct disturber *disturber = named(config->disturber[i]);

		if (!disturber || count == KNOWN)
			return -1;
		if (disturber->prepare && disturber->prepare())
			return -1;
		disturber->done = disturber->begun = 0;
		chosen[count++] = disturber;
	}
	return 0;
}

static const char *filter(size_t i)
{
	return chosen[i]->ranged ? in_guest : "";
}

static void set_timer(void)
{
	struct itimerspec at = { 0 };
	double first = 0;

	for (size_t i = 0; i < count; i++)
		if (due[i] && (!first || due[i] < first))
			first = due[i];
	at.it_value.tv_sec = first;
	at.it_value.tv_nsec = (first - at.it_value.tv_sec) * 1e9;
	timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

void disturb_begin(const struct victim *whom)
{
	if (!count || timer >= 0)
		return;
	victim = *whom;
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (timer < 0 || !pages_find(&victim)) {
		frame("error", "nothing to disturb with, or nobody: %m");
		return;
	}
	snprintf(in_guest, sizeof(in_guest), " if start < 0x%" PRIxPTR " && end > 0x%" PRIxPTR,
		 victim.end, victim.start);
	for (size_t i = 0; i < count; i++) {
		due[i] = 0;
		if (chosen[i]->witness && witness_open(chosen[i]->witness, filter(i)))
			continue;
		if (chosen[i]->begin && chosen[i]->begin(&victim))
			continue;
		if (chosen[i]->ms)
			due[i] = now() + chosen[i]->ms / 1e3;
	}
	set_timer();
}

int disturb_fd(void)
{
	return timer;
}

/* The guest gets the processor for at least twice as long as a step has taken. */
static void step(size_t i)
{
	double begun = now(), ended;

	chosen[i]->step(&victim);
	ended = now();
	due[i] = ended + chosen[i]->ms / 1e3;
	if (due[i] < ended + 2 * (ended - begun))
		due[i] = ended + 2 * (ended - begun);
}

void disturb_step(void)
{
	uint64_t expired;

	if (timer < 0 || read(timer, &expired, sizeof(expired)) != sizeof(expired))
		return;
	for (size_t i = 0; i < count; i++)
		if (due[i] && due[i] <= now())
			step(i);
	set_timer();
}

void disturb_reply(const char *line)
{
	for (size_t i = 0; timer >= 0 && i < count; i++)
		if (chosen[i]->reply)
			chosen[i]->reply(&victim, line);
}

void disturb_row(void)
{
	uint64_t taken = 0, begun = 0, ended = 0;

	if (timer < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (chosen[i]->witness)
			taken += witness_hits(chosen[i]->witness);
		else if (chosen[i]->taken)
			taken += chosen[i]->taken();
	for (size_t i = 0; i < count; i++) {
		begun += chosen[i]->begun;
		ended += chosen[i]->begun ? chosen[i]->done : 0;
	}
	frame("taken", "%" PRIu64 " %" PRIu64 " %" PRIu64, taken, begun, ended);
}

static void tell(const struct disturber *disturber)
{
	char seen[160] = "";

	if (disturber->witness)
		snprintf(seen, sizeof(seen), ", %s %" PRIu64, disturber->witness,
			 witness_hits(disturber->witness));
	/* Done is done only if KVM has noticed. */
	frame("disturber", "%" PRIu64 " %s: %s%s",
	      disturber->witness && !witness_hits(disturber->witness) ? 0 : disturber->done,
	      disturber->name, disturber->what, seen);
}

void disturb_end(void)
{
	if (timer < 0)
		return;
	close(timer);
	timer = -1;
	for (size_t i = 0; i < count; i++) {
		if (chosen[i]->end)
			chosen[i]->end(&victim);
		tell(chosen[i]);
	}
}

void disturb_done(void)
{
	for (size_t i = 0; i < count; i++)
		if (chosen[i]->witness)
			witness_close(chosen[i]->witness, filter(i));
	count = 0;
}

const char *disturb_filter(const struct config *config)
{
	for (int i = 0; i < config->disturbers; i++)
		if (!strcmp(config->disturber[i], disturb_neighbour.name))
			return " if comm != \"" NEIGHBOUR "\"";
	return "";
}
