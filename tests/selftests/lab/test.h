/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one program of the payload: runs the kernel's KVM selftests in L1, one after the other, and
 * prints a record a test, which tests/selftests/compare reads:
 *
 *   selftest NAME RESULT ELAPSED BUSY SUBTESTS SPLATS WHY
 *
 * separated by tabs. RESULT is pass, skip, fail-N (exit status), signal-N, busy or late (killed at
 * one of its limits), ELAPSED and BUSY are seconds of lab time with three digits, SUBTESTS is
 * "passed/failed/skipped" by TAP lines, SPLATS the number of complaints of the kernel, WHY what the
 * test gave as a reason ("-" without one).
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define TEXT_LENGTH 240
#define TAIL_LINES  12
#define MAX_WORDS   32

/* What a test is to run with: a line "NAME SECONDS BUSY HUGE PROGRAM [WORD...]" of the list. */
struct test {
	const char *name;
	unsigned int limit; /* seconds of lab time */
	unsigned int busy;  /* seconds of the processor */
	unsigned int huge;  /* pages of 2 MiB that L1 sets aside for it */
	char *words[MAX_WORDS + 1];
};

/* What is kept of a test's output. */
struct output {
	char line[TEXT_LENGTH]; /* the one that is being read, cut off at the end */
	size_t length;
	char tail[TAIL_LINES][TEXT_LENGTH];
	unsigned int lines;
	unsigned int passed, failed, skipped;
	char why[TEXT_LENGTH];
	bool assertion; /* the next line says which */
};

void output_take(struct output *output, const char *text, size_t size);
void output_end(struct output *output);
void output_print_tail(const struct output *output);
/* The reason that the test gave to skip or fail, or its last line, or "-". */
const char *output_why(const struct output *output);

/* What tests want of L1; false, with a line that says why, if it cannot be had. */
bool setup_once(void);
bool setup_huge_pages(unsigned int pages);

/* 0, or -1 if the test could not be killed. */
int test_run(const struct test *test);

/* The kernel's log: forget what is in it; print what is new, and count the splats. */
void kernel_log_open(void);
unsigned int kernel_log_print(void);

#endif
