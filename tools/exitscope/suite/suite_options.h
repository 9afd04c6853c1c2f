/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of `suite`. */
#ifndef SUITE_OPTIONS_H
#define SUITE_OPTIONS_H

#include <stdbool.h>

#include "plan/options.h"

struct suite_options {
	struct options run; /* of the boots */
	const char *suite;  /* "kvm-unit-tests" or "selftests" */
	const char *directory;
	char **globs; /* of the tests that are to be run, up to NULL; none: all */
	const char *against, *deviations, *group;
	double limit; /* millions of instructions for each test */
	bool resume, all, judge_only;
};

/* Or argp ends the program, with a message and STATUS_USAGE. */
void suite_options_parse(struct suite_options *options, int argc, char **argv);

#endif
