/* SPDX-License-Identifier: GPL-2.0-only */
/* One test of a list: a program that is run to its end, or to its limits. */
#ifndef SUITE_TEST_H
#define SUITE_TEST_H

#define SUITE_WORDS 127

struct suite_test {
	const char *name;
	const char *unmet; /* the first check that does not hold, or NULL */
	const char *huge;  /* pages of 2 MiB that L1 sets aside for it */
	char *word[SUITE_WORDS + 1];
	int words;
	double late;	   /* seconds of lab time that it may take; 0: any */
	unsigned int busy; /* the same of the processor */

	/* Once it has run: */
	char end[32]; /* how, as the frame `ended` has it */
	long long elapsed,
		worked; /* nanoseconds of lab time, and of the processor, its children's too */
};

/* Sends its output while it runs. Nothing that it has started is left. */
void suite_test_run(struct suite_test *test);

#endif
