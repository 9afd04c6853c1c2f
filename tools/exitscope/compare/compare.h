/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between two sets of logs, and which of it is real. */
#ifndef COMPARE_H
#define COMPARE_H

#include "sets.h"

enum figure {
	FIGURE_EXITS,	   /* of one reason, per operation */
	FIGURE_ROUND_TRIP, /* the median of an operation */
	FIGURE_VERDICT,	   /* measured or not, passed or not */
};

/* How it was decided whether a difference is real. */
enum proof {
	PROOF_EXACT,  /* both sides repeat to the digit, and differ */
	PROOF_RANK,   /* by the rank test */
	PROOF_SINGLE, /* not at all: one run each, and not exact */
	PROOF_WAIT, /* not at all: the row waits for a point in time, so its round trip is no cost */
};

struct difference {
	const struct group *group;
	const struct row *row;
	const struct reason_row *reason; /* of FIGURE_EXITS */
	enum figure figure;
	enum proof proof;
	double a, b; /* medians over the runs */
	double p;
	bool differs, real, regression;
};

struct comparison {
	struct difference *differences; /* in the order of the logs, equal ones too */
	size_t count;
	size_t tests;	   /* by ranks, which Holm's correction is for */
	unsigned int rows; /* compared */
	unsigned int real, regressions, unproven;
	double least_p, needed_p; /* what the sets' sizes can show; what they must */
};

/*
 * alpha: the likelihood of any false alarm. threshold: percent by which a cost may rise and be no
 * regression. Differences point into the sets.
 */
void compare(struct comparison *comparison, const struct sets *sets, double alpha,
	     double threshold);
void comparison_free(struct comparison *comparison);

#endif
