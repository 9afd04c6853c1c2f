// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#define STEADY_PART   20
#define STEADY_CYCLES 8 /* what reading the TSC wavers by, whatever is measured */

static void sift_down(u64 *heap, u64 root, u64 n)
{
	for (;;) {
		u64 child = 2 * root + 1, value = heap[root];

		if (child >= n)
			return;
		if (child + 1 < n && heap[child + 1] > heap[child])
			child++;
		if (value >= heap[child])
			return;
		heap[root] = heap[child];
		heap[child] = value;
		root = child;
	}
}

/* Heap sort: in place, and no input is slow. */
static void sort(u64 *values, u64 n)
{
	for (u64 i = n / 2; i-- > 0;)
		sift_down(values, i, n);
	while (n-- > 1) {
		u64 largest = values[0];

		values[0] = values[n];
		values[n] = largest;
		sift_down(values, 0, n);
	}
}

static u64 percentile(const u64 *sorted, u64 n, u64 percent)
{
	return sorted[(n * percent + 99) / 100 - 1];
}

struct stats stats_of(u64 *samples, u64 n)
{
	struct stats s;
	u64 sum = 0;

	sort(samples, n);
	for (u64 i = 0; i < n; i++)
		sum += samples[i];
	s = (struct stats){
		.min = samples[0],
		.p10 = percentile(samples, n, 10),
		.median = percentile(samples, n, 50),
		.p90 = percentile(samples, n, 90),
		.p99 = percentile(samples, n, 99),
		.max = samples[n - 1],
		.mean = sum / n,
	};
	s.steady = s.p90 - s.p10 <= s.median / STEADY_PART + STEADY_CYCLES;
	return s;
}
