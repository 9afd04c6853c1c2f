// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "family.h"
#include "night.h"
#include "page.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "tally.h"
#include "tree.h"
#include "verdict.h"

#define LEFT_TIME 10 /* seconds that processes without a guard have to be gone */

/* What a night knows while it runs. */
struct running {
	struct night *night;
	int told;	    /* a signalfd */
	int signal;	    /* that has come, or 0 */
	enum status status; /* why nothing more is begun, or STATUS_PASS */
};

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	time_t now = time(NULL);
	char clock[16];
	va_list arguments;

	strftime(clock, sizeof(clock), "%T", localtime(&now));
	printf("%s ", clock);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

/* Nothing more is begun. */
static void halt(struct running *running, enum status status, const char *why)
{
	if (running->status != STATUS_PASS)
		return;
	running->status = status;
	running->night->why = why;
}

static char *log_of(const struct night *night, const struct part *part)
{
	return print("%s/log/%s.log", night->folder, part->name);
}

static bool is_due(const struct entry *entry)
{
	return entry->chosen && !entry->kept && !entry->tried;
}

static bool fits(const struct night *night, const struct part *part)
{
	unsigned int running = 0, emulators = part->emulators;

	for (size_t i = 0; i < night->count; i++) {
		if (!night->entry[i].since)
			continue;
		if (part->alone || night->entry[i].part->alone)
			return false;
		running++;
		emulators += night->entry[i].part->emulators;
	}
	return !running || (running < night->most && emulators <= PLACES);
}

static void add(struct running *running, struct entry *entry, struct result *result)
{
	result->of = entry->of;
	entry->result = *result;
	if (!results_add(&running->night->results, entry->part->name, result))
		halt(running, STATUS_CANNOT_RUN, "results cannot be written");
	say("%s: %s%s%s, %.0f s", entry->part->name, verdict_name(result->verdict),
	    result->why ? ": " : "", result->why ? result->why : "", result->seconds);
	if (entry->part->first && result->verdict != VERDICT_PASS)
		halt(running, STATUS_FAIL, "without the first part the others were not begun");
}

static void begin(struct running *running, struct entry *entry)
{
	struct result skip = { .verdict = VERDICT_SKIP, .why = part_lacks(entry->part) };
	char *log;

	entry->tried = true;
	if (skip.why) {
		add(running, entry, &skip);
		return;
	}
	log = log_of(running->night, entry->part);
	if (guard_start(&entry->guard, entry->part->command, log, entry->part->limit,
			running->night->patience)) {
		entry->since = time(NULL);
		say("%s: begun", entry->part->name);
	} else {
		halt(running, STATUS_CANNOT_RUN, "a part cannot be begun");
	}
	free(log);
}

/* In the order of the table; what fits runs before what does not, but not before what wants to be alone. */
static void begin_all(struct running *running)
{
	struct night *night = running->night;

	for (size_t i = 0; running->status == STATUS_PASS && i < night->count; i++) {
		struct entry *entry = &night->entry[i];

		if (!is_due(entry))
			continue;
		if (fits(night, entry->part))
			begin(running, entry);
		else if (entry->part->alone)
			break;
	}
}

/* Whether what is checked out is still what the results are to be of. */
static void check_tree(struct running *running)
{
	char *id, *called;

	if (!tree_read(running->night->tree, &id, &called)) {
		halt(running, STATUS_CANNOT_RUN, "cannot tell what is checked out");
		return;
	}
	if (strcmp(id, running->night->id))
		halt(running, STATUS_INCOMPLETE,
		     "what is checked out has changed: results since then are of neither tree, and are not kept");
	free(id);
	free(called);
}

static void conclude(struct running *running, struct entry *entry)
{
	struct ending ending = guard_end(&entry->guard);
	struct result result = { .began = entry->since, .seconds = ending.seconds };
	char *log = log_of(running->night, entry->part);
	struct tally tally;

	entry->since = 0;
	if (!tally_read(&tally, log, entry->part->proof))
		halt(running, STATUS_CANNOT_RUN, "a log cannot be read");
	verdict_of(&result, entry->part, &ending, &tally);
	check_tree(running);
	if (!result.verdict || running->status == STATUS_INCOMPLETE) {
		say("%s: no result", entry->part->name);
		free(result.why);
	} else {
		add(running, entry, &result);
	}
	/* The next one's could not be written either. */
	if (ending.kind == ENDED_UNWRITTEN)
		halt(running, STATUS_CANNOT_RUN, "a log cannot be written");
	tally_free(&tally);
	free(log);
}

static bool some_run(const struct night *night)
{
	for (size_t i = 0; i < night->count; i++)
		if (night->entry[i].since)
			return true;
	return false;
}

static void stop_all(struct running *running)
{
	for (size_t i = 0; i < running->night->count; i++)
		if (running->night->entry[i].since)
			guard_stop(&running->night->entry[i].guard);
}

static void take_signal(struct running *running)
{
	struct signalfd_siginfo info;

	if (read(running->told, &info, sizeof(info)) != sizeof(info))
		return;
	running->signal = info.ssi_signo;
	halt(running, STATUS_SIGNAL + info.ssi_signo, "interrupted");
	stop_all(running);
}

static void await(struct running *running)
{
	struct night *night = running->night;
	struct pollfd *events = allocate((night->count + 1) * sizeof(*events));

	events[0] = (struct pollfd){ .fd = running->told, .events = POLLIN };
	for (size_t i = 0; i < night->count; i++)
		events[i + 1] = (struct pollfd){
			.fd = night->entry[i].since ? night->entry[i].guard.report : -1,
			.events = POLLIN,
		};
	if (poll(events, night->count + 1, -1) > 0) {
		if (events[0].revents)
			take_signal(running);
		for (size_t i = 0; i < night->count; i++)
			if (events[i + 1].revents)
				conclude(running, &night->entry[i]);
	}
	free(events);
}

static int signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static enum status outcome(const struct running *running)
{
	unsigned int parts[4] = { 0 };

	for (size_t i = 0; i < running->night->count; i++)
		parts[running->night->entry[i].result.verdict] += running->night->entry[i].chosen;
	if (running->status != STATUS_PASS)
		return running->status;
	if (parts[VERDICT_NONE])
		return STATUS_INCOMPLETE;
	if (parts[VERDICT_FAIL])
		return STATUS_FAIL;
	return parts[VERDICT_PASS] ? STATUS_PASS : STATUS_SKIP;
}

enum status night_run(struct night *night)
{
	struct running running = { .night = night, .told = signals() };
	enum status status;

	family_adopt();

	for (;;) {
		begin_all(&running);
		if (!page_write(night))
			halt(&running, STATUS_CANNOT_RUN, "the page cannot be written");
		if (!some_run(night))
			break;
		await(&running);
	}
	/* What guards have left that were killed themselves. */
	family_end(LEFT_TIME);
	status = outcome(&running);
	night->ended = status_name(status);
	if (!page_write(night))
		status = STATUS_CANNOT_RUN;
	close(running.told);
	return status;
}
