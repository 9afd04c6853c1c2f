/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measured window: counters before, operations, counters after.
 *
 * The counters are read live before the window, the host's own reasons and
 * CPUID's last, so that only known exits lie between reading and beginning.
 * LEAF_COUNT, used for nothing else, reads the host's interrupts and opens the
 * window. A latch closes it with one exit, and everything is read from the copy.
 * So a window counts exactly one exit that is not the workload's: the latch.
 */
#ifndef EXITSCOPE_MEASURE_H
#define EXITSCOPE_MEASURE_H

#include "stats.h"
#include "workload.h"

#define MAX_REASONS 320
#define MAX_OPS	    65536 /* in a window, of all vCPUs together */

/* What a window counted for one reason, the cost of measuring taken off. */
struct delta {
	u32 reason;
	u32 count;
	u64 expected;	 /* exits, for all operations */
	u64 more, fewer; /* by so many at most, for the host's own exits */
	u64 late; /* so many operations of a guest that the host had held up may have had none */
	u64 handled, away; /* host TSC cycles in all; 0 where the reason is neither
				 * expected nor background
				 */
	enum disturbed
		disturbed; /* where the host counts: whether its own exits make more, or fewer */
	bool at_most;	   /* fewer will do */
	bool background;   /* the host's own: printed, never asserted */
};

struct measurement {
	u64 ops;
	struct stats round_trip; /* guest TSC cycles an operation */
	u32 deltas;		 /* how many are in delta[]: those counted or expected */
	struct delta delta[MAX_REASONS];
	u32 changed; /* flags of the host's that were others behind the window: nothing is known */
	bool exact;  /* every count is as expected, or the host has disturbed it */
	/*
	 * How many exits that a host can cause were too many, or too few, where they and what comes of
	 * them are all that was not as expected: then nothing is asserted. On a host that is not said to be busy
	 * only those of late operations.
	 */
	u64 disturbed;
	u64 late; /* of them, those of late operations */
};

/*
 * Finds the defined reasons and measures what measuring costs. After
 * counters_detect(). @tsc_khz: 0 if not known; then there is no time budget.
 * @busy: the host may take pages from its tables while a row runs.
 */
void measure_init(u64 tsc_khz, bool busy);

/*
 * Runs @ops operations of @w (or, with a @budget_ms, as many as fit that, as the
 * warm-up goes) on each vCPU of the crew in a window, after a dry run that warms what the real one uses.
 * Without counters only the round trips are measured. The result is good until the next call.
 */
const struct measurement *measure(const struct workload *w, u64 ops, u64 budget_ms);

/*
 * From now on measure() leaves room for @ops operations more on each vCPU, where a workload cannot do
 * any number of them.
 */
void measure_leave(u64 ops);

/* Whether @d counts what it must. */
bool delta_is_exact(const struct delta *d);

/* What measuring costs: TSC cycles in each round trip, already subtracted. */
u64 measure_overhead(void);

#endif
