/* SPDX-License-Identifier: GPL-2.0-only */
/* What a part's log says of its results. */
#ifndef NIGHTLY_TALLY_H
#define NIGHTLY_TALLY_H

#include <stdbool.h>

struct tally {
	bool counted; /* there are results at all */
	unsigned int passed, failed, skipped;
	bool proven;	/* the proof is in it */
	char *failing;	/* its first line that says a failure, or NULL */
	char *skipping; /* the first of what is skipped, or NULL */
	char *last;	/* its last line that says something, or NULL */
};

/*
 * Counts by the last `N passed, N failed, N skipped`; where there is none, by TAP's lines; where there are none, by what
 * `exitscope run` and `suite` end with, added up. @proof: a text that is searched for, or NULL. False: the log cannot be
 * read, and it was said.
 */
bool tally_read(struct tally *tally, const char *log, const char *proof);

void tally_free(struct tally *tally);

#endif
