/* SPDX-License-Identifier: GPL-2.0-only */
/* What a suite consists of: tests, each a command line for L1, and what keeps one from being run. */
#ifndef TESTS_H
#define TESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/emulator.h"

/* Whose tests: it decides what an exit status means. */
enum suite_kind {
	SUITE_KVM_UNIT_TESTS, /* isa-debug-exit's (code << 1) | 1; status 77 is a skip */
	SUITE_SELFTESTS,      /* 0; 4 is a skip */
};

struct suite_test {
	char *name;	     /* of letters, digits and . _ + - / */
	char *not_run;	     /* why it is not run, NULL: it is */
	char *image;	     /* the file that it needs, on this machine; NULL: none of its own */
	struct words words;  /* its command line in L1 */
	struct words checks; /* `PATH=VALUE`: it is not run in an L1 where a file says otherwise */
	double late;	     /* seconds of lab time that it may take, 0: any */
	unsigned int busy;   /* the same of L1's processor */
	unsigned int huge;   /* pages of 2 MiB that L1 sets aside for it */
	bool own; /* of what is tested here: it skips where that is missing, and must pass where it is */
	uint64_t print; /* of all that is run, but for limits: another one makes an old result stale */
};

struct suite {
	enum suite_kind kind;
	const char *name;      /* "kvm-unit-tests" */
	const char *directory; /* whose files are laid over L1's, NULL: images alone */
	struct suite_test *test;
	size_t count;
};

/* A test with that name, at the end. */
struct suite_test *suite_add(struct suite *suite, const char *name);
struct suite_test *suite_find(const struct suite *suite, const char *name);
/* Leaves those that globs up to NULL mean; globs NULL: all. False: one means none, and it was said. */
bool suite_choose(struct suite *suite, char **globs);
/* Makes the fingerprints. False: a file cannot be read, and it was said. */
bool suite_print(struct suite *suite);
void suite_free(struct suite *suite);

/* The reason that keeps the test from being run, unless there is one already. */
void suite_leave_out(struct suite_test *test, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
