/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest's readings of its clock, between which an operation is. */
#ifndef EXPLAIN_READINGS_H
#define EXPLAIN_READINGS_H

#include "walk/symbols.h"
#include "walk/trace.h"

/* Where a window's guest reads the TSC: first, and last. 0: it does not. */
struct readings {
	uint64_t first, last;
};

/* Whether an instruction is RDTSC. */
bool readings_is(const struct trace_step *step);

/* Those of the next @windows windows of a trace. False: it is damaged. */
bool readings_find(struct trace *trace, struct symbols *symbols, struct readings *readings,
		   size_t windows);

#endif
