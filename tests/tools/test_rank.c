// SPDX-License-Identifier: GPL-2.0-only
/* The rank test against all permutations counted one by one, and against published values. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "compare/rank.h"

static unsigned int seed = 1;

static unsigned int random_below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

/* Mann and Whitney's U, counted pair by pair: wins of a, and half of each tie. */
static double u_of(const double *values, size_t count, unsigned int in_a)
{
	double u = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			if ((in_a >> i & 1) && !(in_a >> j & 1))
				u += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
	return u;
}

/* The share of all divisions in which U is as far from its mean as here. */
static double by_counting(const double *a, size_t a_count, const double *b, size_t b_count)
{
	size_t count = a_count + b_count, all = 0, far = 0;
	double values[16], mean = a_count * b_count / 2.0, off;

	for (size_t i = 0; i < count; i++)
		values[i] = i < a_count ? a[i] : b[i - a_count];
	off = fabs(u_of(values, count, (1u << a_count) - 1) - mean);
	for (unsigned int in_a = 0; in_a < 1u << count; in_a++) {
		if ((size_t)__builtin_popcount(in_a) != a_count)
			continue;
		all++;
		far += fabs(u_of(values, count, in_a) - mean) >= off;
	}
	return (double)far / all;
}

static void test_exact(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		double a[5], b[5];
		size_t a_count = 1 + random_below(5), b_count = 1 + random_below(5);
		unsigned int values = 2 + random_below(12); /* few values: many ties */

		for (size_t i = 0; i < 5; i++) {
			a[i] = random_below(values);
			b[i] = random_below(values) + random_below(2) * 3;
		}
		assert_float_equal(rank_test(a, a_count, b, b_count),
				   by_counting(a, a_count, b, b_count), 1e-9);
	}
}

static void test_known(void **state)
{
	static const double low[] = { 1, 2, 3, 4, 5 }, high[] = { 6, 7, 8, 9, 10 };
	static const double same[] = { 7, 7, 7, 7, 7 };
	double many_a[40], many_b[40];

	(void)state;
	/* Two of the 252 ways to divide ten samples. */
	assert_float_equal(rank_test(low, 5, high, 5), 2.0 / 252, 1e-12);
	assert_float_equal(rank_least(5, 5), 2.0 / 252, 1e-12);
	assert_float_equal(rank_test(low, 4, high, 4), 2.0 / 70, 1e-12);
	assert_float_equal(rank_test(low, 1, high, 1), 1, 1e-12);
	assert_float_equal(rank_test(same, 5, same, 5), 1, 1e-12);
	assert_float_equal(rank_test(low, 0, high, 5), 1, 1e-12);
	/* Beyond 60 the normal approximation: U = 496 of 40 and 40, z = (800 - 496 - 0.5) / 103.92. */
	for (int i = 0; i < 40; i++) {
		many_a[i] = i;
		many_b[i] = i + 8.5;
	}
	assert_float_equal(rank_test(many_a, 40, many_b, 40), 0.0034955, 1e-6);
}

static void test_holm(void **state)
{
	static const double p[] = { 0.01, 0.04, 0.03, 0.005 };
	unsigned char real[4];

	(void)state;
	/* Holm's own limits for four: alpha/4, alpha/3, alpha/2, alpha. */
	rank_holm(p, 4, 0.05, real);
	assert_int_equal(real[0], 1);
	assert_int_equal(real[1], 0);
	assert_int_equal(real[2], 0);
	assert_int_equal(real[3], 1);
	rank_holm(p, 4, 0.01, real);
	assert_int_equal(real[0] + real[1] + real[2] + real[3], 0);
}

static void test_median(void **state)
{
	double odd[] = { 5, 1, 3 }, even[] = { 4, 1, 3, 2 };

	(void)state;
	assert_float_equal(rank_median(odd, 3), 3, 0);
	assert_float_equal(rank_median(even, 4), 2.5, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_holm),
		cmocka_unit_test(test_median),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
