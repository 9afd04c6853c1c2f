/* SPDX-License-Identifier: GPL-2.0-only */
/* What a table of samples comes to. */
#ifndef EXITSCOPE_STATS_H
#define EXITSCOPE_STATS_H

#include "shared/types.h"

struct stats {
	u64 min, p10, median, p90, p99, max, mean;
	bool steady; /* p10 to p90 lie within a twentieth of the median, or within a few cycles */
};

/*
 * Sorts the @n samples (at least one) in place and sums them up. Percentiles are by nearest
 * rank: the smallest sample that at least that part of all samples does not exceed.
 */
struct stats stats_of(u64 *samples, u64 n);

#endif
