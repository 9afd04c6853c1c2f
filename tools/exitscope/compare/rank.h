/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether two sets of samples differ, whatever their distribution. */
#ifndef RANK_H
#define RANK_H

#include <stddef.h>

/*
 * The Mann-Whitney rank test, two-sided: how likely samples that differ by so much, or by more, are
 * if both sets come from the same distribution. Exact, ties too, up to 60 samples in all; by the
 * normal approximation beyond. 1 if a set is empty.
 */
double rank_test(const double *a, size_t a_count, const double *b, size_t b_count);

/* The least that rank_test() can return for sets of such sizes. */
double rank_least(size_t a_count, size_t b_count);

/*
 * Holm's correction: marks those of the p-values as real that are so with all errors together no
 * likelier than alpha.
 */
void rank_holm(const double *p, size_t count, double alpha, unsigned char *real);

/* The middle of count values, at least one; sorts them. */
double rank_median(double *values, size_t count);

#endif
