/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations for a tracer: between two marks that an emulated lab looks for, the same as those that
 * were measured, and nothing else.
 */
#ifndef EXITSCOPE_EXPLAIN_H
#define EXITSCOPE_EXPLAIN_H

#include "workload.h"

#define MAX_EXPLAINED 1024

struct explained {
	u64 ops;		/* of all vCPUs together; 0: there was no memory for any */
	const u64 *round_trips; /* so many, TSC cycles, the cost of measuring taken off */
};

/*
 * Runs @ops operations of @w, 1 to MAX_EXPLAINED, between the marks: `xchg %bx,%bx`, which does nothing
 * on hardware. After measure(), which leaves room for them where it was told to (measure_leave()).
 * The result is good until the next call.
 */
const struct explained *explain(const struct workload *w, u64 ops);

#endif
