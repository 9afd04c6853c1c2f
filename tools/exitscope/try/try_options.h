/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of `try`. */
#ifndef TRY_OPTIONS_H
#define TRY_OPTIONS_H

#include <stdbool.h>

#include "check/expect.h"
#include "log/paths.h"

struct try_options {
	const char *tree, *range; /* NULL: the working directory's; HEAD */
	const char *lab, *config; /* NULL: both labs, with and without two-dimensional paging */
	const char *append, *kvm_args, *log_dir, *image, *timeout; /* as for run */
	double threshold;					   /* percent, for diff */
	bool all;
	int explain; /* rows of a configuration whose functions are to be named */
	bool bisect;
	struct paths against;	 /* logs that the commit's own are compared with */
	struct expects *expects; /* one a file, and one for all that were given as lines */
	size_t expect_count;
};

/* Or argp ends the program, with a message and STATUS_USAGE. */
void try_options_parse(struct try_options *options, int argc, char **argv);
void try_options_free(struct try_options *options);

#endif
