/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A part runs under a guard, a process of its own: it writes the log, holds the part to its limit, and leaves none of its
 * processes behind, also when the program that has started it is killed.
 */
#ifndef NIGHTLY_GUARD_H
#define NIGHTLY_GUARD_H

#include <stdbool.h>
#include <sys/types.h>

enum ending_kind {
	ENDED_ITSELF,	   /* status is wait's */
	ENDED_LATE,	   /* at its limit */
	ENDED_INTERRUPTED, /* by guard_stop() */
	ENDED_UNWRITTEN,   /* its log cannot be written, status is errno */
	ENDED_NEVER_BEGAN, /* status is errno */
};

struct ending {
	enum ending_kind kind;
	int status;
	bool left;	/* processes of it could not be killed */
	double seconds; /* on the clock, from its start to its end */
};

struct guard {
	pid_t pid;
	int report; /* can be read when the part has ended */
};

/*
 * A shell's command, whose output and errors go to the file @log. One that is to be ended is asked to, and after
 * @patience seconds killed. False: no process can be made, and it was said.
 */
bool guard_start(struct guard *guard, const char *command, const char *log, double limit,
		 double patience);

/* Ends the part. */
void guard_stop(const struct guard *guard);

/* Once report can be read; the guard is gone then. One that was killed has interrupted its part. */
struct ending guard_end(struct guard *guard);

#endif
