/* SPDX-License-Identifier: GPL-2.0-only */
/* What exitstat can do with a source; each returns the exit status. */
#ifndef EXITSTAT_MODES_H
#define EXITSTAT_MODES_H

#include "reading.h"
#include "sample.h"
#include "source.h"

/* Exit statuses: part of the interface, see --help. */
enum status {
	STATUS_DONE = 0,
	STATUS_USAGE = 2,
	STATUS_CANNOT_RUN = 3,
	STATUS_NO_COUNTERS = 4,
	STATUS_INCOMPLETE = 5,
	STATUS_NOT_EXECUTABLE = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128, /* plus the signal that ended the command */
};

/* All since boot. */
int mode_boot(struct source *source, struct output *output);

/* Every @milliseconds what has been in them, @count times, or without end if 0. */
int mode_interval(struct source *source, struct output *output, unsigned long milliseconds,
		  unsigned long count);

/* Runs @command @runs times; the last run's status. */
int mode_command(struct source *source, struct output *output, char **command, unsigned long runs);

/* Runs @command once. Its status, or -1 if it did not run; *@status is that, or the one that is ours then. */
int run_command(char **command, int *status);

/* A reading of each part; NULL after an error message. To be freed. */
struct reading *take_readings(struct source *source);

/* What a reading costs, by two with nothing between them. False after an error message. */
bool measure_price(struct source *source, struct price *price);

/* @now - @before, for each part, exitstat's own exits taken off. Returns how many those were. */
u64 difference(struct reading *delta, const struct reading *now, const struct reading *before,
	       const struct source *source, struct price price);

#endif
