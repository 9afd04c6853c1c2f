// SPDX-License-Identifier: GPL-2.0-only
/*
 * H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically
 * larger than the other" (1947); S. Holm, "A simple sequentially rejective multiple test procedure"
 * (1979).
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rank.h"
#include "shared/memory.h"

#define MAX_EXACT 60

struct sample {
	double value;
	bool in_a;
	unsigned int rank2; /* twice its rank, for ties share a mean rank */
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct sample *)a)->value, y = ((const struct sample *)b)->value;

	return x < y ? -1 : x > y;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double rank_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), ascending);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Sets all ranks; the sum of (ties^3 - ties), for the variance. */
static double set_ranks(struct sample *samples, size_t count)
{
	double ties = 0;

	qsort(samples, count, sizeof(*samples), by_value);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i; end < count && samples[end].value == samples[i].value; end++)
			;
		for (size_t j = i; j < end; j++)
			samples[j].rank2 = i + 1 + end;
		ties += pow(end - i, 3) - (end - i);
	}
	return ties;
}

/*
 * Of all ways to choose size of the samples, the share whose sum of ranks is as far from the middle
 * as sum is: ways[k][s] counts those of k samples with the doubled sum s.
 */
static double exact(const struct sample *samples, size_t count, size_t size, long sum2)
{
	size_t limit = count * (count + 1) + 1;
	double *ways = allocate((size + 1) * limit * sizeof(*ways)), all = 0, far = 0;
	long middle = size * (count + 1);

	ways[0] = 1;
	for (size_t i = 0; i < count; i++)
		for (size_t k = size < i + 1 ? size : i + 1; k > 0; k--)
			for (size_t s = limit - 1; s >= samples[i].rank2; s--)
				ways[k * limit + s] += ways[(k - 1) * limit + s - samples[i].rank2];
	for (size_t s = 0; s < limit; s++) {
		double here = ways[size * limit + s];

		all += here;
		if (labs((long)s - middle) >= labs(sum2 - middle))
			far += here;
	}
	free(ways);
	return far / all;
}

static double approximate(size_t a, size_t b, double ties, long sum2)
{
	double count = a + b, off, variance;

	variance = (double)a * b / 12 * (count + 1 - ties / (count * (count - 1)));
	off = fabs(sum2 / 2.0 - a * (count + 1) / 2) - 0.5;
	if (variance <= 0 || off <= 0)
		return 1;
	return erfc(off / sqrt(2 * variance));
}

double rank_test(const double *a, size_t a_count, const double *b, size_t b_count)
{
	size_t count = a_count + b_count;
	struct sample *samples;
	double ties, p;
	long sum2 = 0;

	if (!a_count || !b_count)
		return 1;
	samples = allocate(count * sizeof(*samples));
	for (size_t i = 0; i < count; i++) {
		samples[i].in_a = i < a_count;
		samples[i].value = i < a_count ? a[i] : b[i - a_count];
	}
	ties = set_ranks(samples, count);
	for (size_t i = 0; i < count; i++)
		sum2 += samples[i].in_a ? samples[i].rank2 : 0;
	p = count <= MAX_EXACT ? exact(samples, count, a_count, sum2)
			       : approximate(a_count, b_count, ties, sum2);
	free(samples);
	return p;
}

double rank_least(size_t a_count, size_t b_count)
{
	double ways = 1;

	for (size_t i = 1; i <= a_count; i++)
		ways = ways * (b_count + i) / i;
	return a_count && b_count ? 2 / ways : 1;
}

struct entry {
	double p;
	size_t at;
};

static int by_p(const void *a, const void *b)
{
	return ascending(&((const struct entry *)a)->p, &((const struct entry *)b)->p);
}

void rank_holm(const double *p, size_t count, double alpha, unsigned char *real)
{
	struct entry *order = allocate((count + 1) * sizeof(*order));
	size_t i;

	memset(real, 0, count);
	for (i = 0; i < count; i++)
		order[i] = (struct entry){ p[i], i };
	qsort(order, count, sizeof(*order), by_p);
	for (i = 0; i < count && order[i].p <= alpha / (count - i); i++)
		real[order[i].at] = 1;
	free(order);
}
