/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of `explain`. */
#ifndef EXPLAIN_OPTIONS_H
#define EXPLAIN_OPTIONS_H

#include <stdbool.h>

#include "plan/options.h"
#include "write.h"

struct explain_options {
	struct options options;		     /* as for run */
	const char *workload, *trace, *from; /* NULL: not given */
	struct writing writing;
	unsigned int ops; /* to trace, of each workload */
	double threshold; /* percent of an operation, below which functions are summed up */
	bool summary, lines;
};

/* Or argp ends the program, with a message and STATUS_USAGE. */
void explain_options_parse(struct explain_options *asked, int argc, char **argv);

#endif
