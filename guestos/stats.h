/* SPDX-License-Identifier: GPL-2.0-only */
/* What a table of samples comes to. */
#ifndef EXITSCOPE_STATS_H
#define EXITSCOPE_STATS_H

#include "types.h"

struct stats {
	u64 min, median, p99, max, mean;
};

/*
 * Sorts the @n samples (at least one) in place and sums them up. Percentiles are by nearest
 * rank: the smallest sample that at least that part of all samples does not exceed.
 */
struct stats stats_of(u64 *samples, u64 n);

#endif
