/* SPDX-License-Identifier: GPL-2.0-only */
/* What came of each part, and the file that keeps it: a line of JSON a part that has ended. */
#ifndef NIGHTLY_RESULTS_H
#define NIGHTLY_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum verdict { VERDICT_NONE, VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP };

struct result {
	enum verdict verdict;
	char *why;    /* or NULL */
	uint64_t of;  /* a fingerprint of the tree and of what was run */
	time_t began; /* 0: it did not run */
	double seconds;
	bool counted;
	unsigned int passed, failed, skipped;
};

struct results {
	char *path;
	char **name; /* of parts */
	struct result *result;
	size_t count;
};

/*
 * Reads what an earlier night has left in the file, or nothing. A last line that is not whole, as a kill leaves it, is
 * left out, and taken away. False: the file cannot be read or written, or another line is none, and it was said.
 */
bool results_open(struct results *results, const char *path);

/* The last one of that part, or NULL. */
const struct result *results_of(const struct results *results, const char *name);

/* One more, which is the results' own then; at once in the file. False: it cannot be written, and it was said. */
bool results_add(struct results *results, const char *name, const struct result *result);

const char *verdict_name(enum verdict verdict);

void results_free(struct results *results);

#endif
