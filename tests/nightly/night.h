/* SPDX-License-Identifier: GPL-2.0-only */
/* One night: parts of a table, run as far as they have no result for this tree. */
#ifndef NIGHTLY_NIGHT_H
#define NIGHTLY_NIGHT_H

#include "base/status.h"
#include "guard.h"
#include "parts.h"
#include "results.h"

struct entry {
	const struct part *part;
	uint64_t of;	      /* what a result must be of, to be this one's */
	bool chosen;	      /* else it is only shown */
	bool tried;	      /* in this night */
	bool kept;	      /* the result is an earlier night's, which passed */
	struct result result; /* its texts are the results' */
	time_t since;	      /* it runs; 0: it does not */
	struct guard guard;
};

struct night {
	struct entry *entry;
	size_t count;
	struct results results;
	const char *folder; /* of the page, results and logs */
	const char *
		tree; /* a command that says what is checked out: its id, and how it is called, a line each */
	char *id, *called;
	time_t began;
	unsigned int most; /* parts at once */
	double patience;   /* seconds that a part has to end when it is asked to */
	const char *ended; /* what it came to, in a word or two; NULL: it goes on */
	const char *why;   /* it has ended before all had run, or NULL */
};

/* Runs what is chosen, and has no pass. */
enum status night_run(struct night *night);

#endif
