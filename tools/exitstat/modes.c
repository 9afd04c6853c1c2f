// SPDX-License-Identifier: GPL-2.0-only
/* Since boot, in intervals, and while a command runs. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "modes.h"
#include "output.h"
#include "reading.h"
#include "sample.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "source.h"

extern char **environ;

struct reading *take_readings(struct source *source)
{
	struct reading *reading = allocate(source->parts * sizeof(*reading));
	const char *why = source->take(source, reading);

	if (!why)
		return reading;
	error("%s", why);
	free(reading);
	return NULL;
}

u64 difference(struct reading *delta, const struct reading *now, const struct reading *before,
	       const struct source *source, struct price price)
{
	u64 own = 0;

	for (size_t i = 0; i < source->parts; i++) {
		reading_subtract(&delta[i], &now[i], &before[i]);
		if (!source->own)
			continue;
		own += delta[i].executed;
		if (!reading_take_off(&delta[i], price))
			error("fewer CPUID exits than exitstat has caused: CPUID does not always exit");
	}
	return own;
}

/* The mean of the parts' prices. */
static struct price price_of(const struct reading *delta, size_t parts)
{
	struct price price = { 0, 0 };

	for (size_t i = 0; i < parts; i++) {
		struct price one = reading_price(&delta[i]);

		price.handled += one.handled / parts;
		price.away += one.away / parts;
	}
	return price;
}

bool measure_price(struct source *source, struct price *price)
{
	struct reading *before, *now = NULL;
	bool good;

	*price = (struct price){ 0, 0 };
	if (!source->own)
		return true;
	before = take_readings(source);
	if (before)
		now = take_readings(source);
	if (now) {
		for (size_t i = 0; i < source->parts; i++)
			reading_subtract(&now[i], &now[i], &before[i]);
		*price = price_of(now, source->parts);
	}
	good = now;
	free(before);
	free(now);
	return good;
}

int mode_boot(struct source *source, struct output *output)
{
	struct sample sample = { .kind = SINCE_BOOT, .source = source };
	struct reading *reading = take_readings(source);

	if (!reading)
		return STATUS_CANNOT_RUN;
	sample.reading = reading;
	for (size_t i = 0; i < source->parts; i++)
		sample.own += reading[i].executed;
	output_sample(output, &sample);
	free(reading);
	return STATUS_DONE;
}

/* Until the next multiple of the interval, so that what a round takes does not add up. */
static void await_tick(struct timespec *next, unsigned long milliseconds)
{
	next->tv_nsec += milliseconds % 1000 * 1000000;
	next->tv_sec += milliseconds / 1000 + next->tv_nsec / 1000000000;
	next->tv_nsec %= 1000000000;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL) == EINTR)
		;
}

int mode_interval(struct source *source, struct output *output, unsigned long milliseconds,
		  unsigned long count)
{
	struct sample sample = { .kind = INTERVAL, .source = source };
	struct reading *before, *now, *delta;
	struct timespec next;
	bool good;

	if (!measure_price(source, &sample.price))
		return STATUS_CANNOT_RUN;
	sample.reading = delta = allocate(source->parts * sizeof(*delta));
	clock_gettime(CLOCK_MONOTONIC, &next);
	before = take_readings(source);
	for (unsigned long i = 0; before && (!count || i < count); i++) {
		await_tick(&next, milliseconds);
		now = take_readings(source);
		if (now) {
			sample.own = difference(delta, now, before, source, sample.price);
			sample.seconds = now->time - before->time;
			output_sample(output, &sample);
		}
		free(before);
		before = now;
	}
	good = before;
	free(delta);
	free(before);
	return good ? STATUS_DONE : STATUS_CANNOT_RUN;
}

/* Starts the command with the signals that it would have without us. 0, or an errno. */
static int start(char **command, pid_t *pid)
{
	posix_spawnattr_t attributes;
	sigset_t signals;
	int result;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGQUIT);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	result = posix_spawnp(pid, command[0], NULL, &attributes, command, environ);
	posix_spawnattr_destroy(&attributes);
	return result;
}

static int status_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? STATUS_SIGNAL + WTERMSIG(wait_status)
					: WEXITSTATUS(wait_status);
}

int run_command(char **command, int *status)
{
	int wait_status, why;
	pid_t pid;

	why = start(command, &pid);
	if (why) {
		error("%s: %s", command[0], strerror(why));
		*status = why == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
		return -1;
	}
	while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	*status = status_of(wait_status);
	return *status;
}

/* One run with a reading before and one after; false if it did not run or could not be read. */
static bool measured_run(struct source *source, struct sample *sample, struct reading **before,
			 struct reading **after)
{
	int ran;

	sample->status = STATUS_CANNOT_RUN;
	*after = NULL;
	*before = take_readings(source);
	if (!*before)
		return false;
	ran = run_command((char **)sample->command, &sample->status);
	if (ran >= 0)
		*after = take_readings(source);
	if (ran >= 0 && !*after)
		sample->status = STATUS_CANNOT_RUN;
	return *after;
}

/*
 * The price is measured after the run, so that the first latch and the second are the run's: a
 * host that watches for them can open and close a window of its own.
 */
int mode_command(struct source *source, struct output *output, char **command, unsigned long runs)
{
	struct reading *delta = allocate(source->parts * sizeof(*delta)), *before, *after;
	struct reading *all = allocate(runs * sizeof(*all));
	struct sample sample = { .kind = COMMAND, .source = source, .command = command };
	bool good = true;

	sample.reading = delta;
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	for (unsigned long i = 0; good && i < runs; i++) {
		good = measured_run(source, &sample, &before, &after);
		if (good && !i)
			good = measure_price(source, &sample.price);
		if (good) {
			sample.run = i + 1;
			sample.own = difference(delta, after, before, source, sample.price);
			sample.seconds = after->time - before->time;
			reading_sum(&all[i], delta, source->parts);
			output_run(output, &sample, runs > 1);
		}
		free(before);
		free(after);
	}
	if (good && runs > 1)
		output_runs(output, &sample, all, runs);
	free(delta);
	free(all);
	return sample.status;
}
