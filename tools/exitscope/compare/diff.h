/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope diff: two sets of logs compared. */
#ifndef DIFF_H
#define DIFF_H

#include <stdbool.h>

#include "base/status.h"
#include "log/paths.h"

struct comparison;
struct sets;

#define DIFF_ALPHA 0.01

struct diff_options {
	double alpha;	  /* the likelihood of any false alarm among all rank tests */
	double threshold; /* percent by which a median may rise and be no regression */
	bool all;	  /* print equal rows too */
	bool exact;	  /* costs repeat to the digit, whatever the logs say */
	bool same_places; /* runs that do not stand in the same places of their boots are not compared at all */
	const char *rows; /* globs with commas between: only these; NULL: all */
	/*
	 * What differs is known, and not printed yet: may give the sets' groups traces, by which the rows name the functions that
	 * did it. Other than STATUS_PASS: said why; printed is what is known, and that is the status but for a regression. NULL: the
	 * traces are those among the logs.
	 */
	enum status (*trace)(const struct comparison *comparison, struct sets *sets, void *data);
	void *data; /* its */
};

/* Prints what differs between two sets of logs. STATUS_FAIL: a regression. From STATUS_USAGE on: said why. */
enum status diff_logs(const struct paths sides[2], const struct diff_options *options);

int command_diff(int argc, char **argv);

#endif
