/* SPDX-License-Identifier: GPL-2.0-only */
/* One selftest: a program that is run to its end, or to its limits. */
#ifndef TEST_H
#define TEST_H

#define MAX_WORDS 32

/* What a test is to run with: a line "NAME SECONDS BUSY HUGE PROGRAM [WORD...]" of the list. */
struct test {
	const char *name;
	unsigned int limit; /* seconds of lab time */
	unsigned int busy;  /* seconds of the processor */
	unsigned int huge;  /* pages of 2 MiB that L1 sets aside for it */
	char *words[MAX_WORDS + 1];
};

/* 0, or -1 if the test could not be killed. */
int test_run(const struct test *test);

#endif
