/* SPDX-License-Identifier: GPL-2.0-only */
/* Known deviations, tools/lab/deviations: what tests of others find in emulators and kernels, and why. */
#ifndef DEVIATIONS_H
#define DEVIATIONS_H

#include <stdbool.h>
#include <stddef.h>

struct deviation {
	char *who;	       /* "qemu", "bochs", "linux" */
	unsigned int from, to; /* its releases, quirks_release()'s */
	char *test, *fails;    /* globs: the test's name, and what fails of it */
	char *why;
	unsigned int line;
	bool used, met; /* its test has failed so; its test has run */
};

struct deviations {
	struct deviation *row;
	size_t count;
};

/* All rows of a suite. False: said why; to be freed all the same. */
bool deviations_read(struct deviations *deviations, const char *path, const char *suite);

/* The first that holds there, and names this failure of the test; it is marked as used. NULL: there is none. */
struct deviation *deviations_find(struct deviations *deviations, const char *test,
				  const char *fails);

/* Leaves those that hold for an emulator ("qemu 7.2.22") and a kernel ("6.12.117-amd64"). */
void deviations_choose(struct deviations *deviations, const char *emulator, const char *kernel);

/* The test has run: those that name it are stale unless they were used. */
void deviations_met(struct deviations *deviations, const char *test);

void deviations_free(struct deviations *deviations);

#endif
