/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that a step's rows have in common: one change of one function often explains most of a step. */
#ifndef HISTORY_SHARED_CAUSES_H
#define HISTORY_SHARED_CAUSES_H

#include "cause.h"
#include "steps.h"

struct shared_cause {
	struct cause cause; /* of the first row that has it */
	unsigned int rows;
	int64_t least, most; /* instructions that it takes more, over those rows */
	double sum;	     /* of sizes: what it explains in all */
};

#define SHARED_MOST 200

/* Those that explain most first; how many. */
unsigned int shared_causes(const struct step *step, struct shared_cause *causes, unsigned int most);

#endif
