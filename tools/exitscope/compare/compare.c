// SPDX-License-Identifier: GPL-2.0-only
/* Compares two sets of logs, figure by figure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "log/log.h"
#include "rank.h"
#include "sets.h"
#include "shared/memory.h"

/* Of a median: where a timer's phase is in it, it moves by less (hlt: 1 of 7,452). */
#define EXACT_FLOOR 0.0005

/* Instructions an exit that KVM takes more of in a guest's first second (guestos/README.md, settle). */
#define UNSETTLED 6

static double median_of(const struct series *series)
{
	double *copy, median;

	if (!series->count)
		return 0;
	copy = allocate(series->count * sizeof(*copy));
	memcpy(copy, series->value, series->count * sizeof(*copy));
	median = rank_median(copy, series->count);
	free(copy);
	return median;
}

static bool constant(const struct series *series)
{
	for (size_t i = 1; i < series->count; i++)
		if (series->value[i] != series->value[0])
			return false;
	return true;
}

static bool equal(const struct series *a, const struct series *b)
{
	return constant(a) && constant(b) && a->value[0] == b->value[0];
}

static struct difference *add(struct comparison *comparison, const struct group *group,
			      const struct row *row, enum figure figure)
{
	struct difference *difference;

	comparison->differences =
		grow(comparison->differences, (comparison->count + 1) * sizeof(*difference));
	difference = &comparison->differences[comparison->count++];
	*difference = (struct difference){ .group = group, .row = row, .figure = figure, .p = 1 };
	return difference;
}

/* can_be_exact: that the figure is not at the mercy of the host's own exits or of the clock. */
static void weigh(struct difference *difference, const struct series *series, bool can_be_exact)
{
	const struct series *a = &series[SIDE_A], *b = &series[SIDE_B];

	difference->a = median_of(a);
	difference->b = median_of(b);
	difference->differs = !equal(a, b);
	if (can_be_exact && constant(a) && constant(b)) {
		difference->proof = PROOF_EXACT;
		difference->real = difference->differs;
	} else if (a->count == 1 && b->count == 1) {
		difference->proof = PROOF_SINGLE;
	} else {
		difference->proof = PROOF_RANK;
		difference->p = rank_test(a->value, a->count, b->value, b->count);
	}
}

/* How far a median may move though nothing has changed. */
static double slack(const struct sets *sets, const struct row *row)
{
	double floor = EXACT_FLOOR * row->round_trip[SIDE_A].value[0], exits = 0;

	if (sets->settled)
		return floor;
	/* A host without counters has told no exits. */
	for (size_t i = 0; i < row->reason_count; i++) {
		const struct series *per_op = row->reasons[i].per_op;

		exits += per_op[per_op[SIDE_A].count ? SIDE_A : SIDE_B].value[0];
	}
	return fmax(floor, UNSETTLED * exits);
}

/*
 * Where cycles are instructions, a longer path shows in all operations: half of one side's cost less
 * than any of the other's. Medians that move within that have changed sides between two paths, by the
 * phase of a timer, and that is a matter of chance.
 */
static bool exact_cost(const struct sets *sets, const struct group *group, const struct row *row)
{
	const struct series *a = &row->least[SIDE_A], *b = &row->least[SIDE_B];
	double from, to;

	if (!sets->exact || !sets_same_places(group) || row->unsteady || !constant(a) ||
	    !constant(b))
		return false;
	from = row->round_trip[SIDE_A].value[0];
	to = row->round_trip[SIDE_B].value[0];
	if (fabs(to - from) <= slack(sets, row))
		return to == from;
	return to > from ? b->value[0] > from : a->value[0] > to;
}

static void compare_verdicts(struct comparison *comparison, const struct group *group,
			     const struct row *row)
{
	enum outcome a = row->outcome[SIDE_A], b = row->outcome[SIDE_B];
	struct difference *difference = add(comparison, group, row, FIGURE_VERDICT);

	difference->a = a;
	difference->b = b;
	difference->proof = PROOF_EXACT;
	difference->real = difference->differs = a != b &&
						 !(a == OUTCOME_NONE && row->disturbed[SIDE_A]) &&
						 !(b == OUTCOME_NONE && row->disturbed[SIDE_B]);
	/* What is not measured any more cannot be said to be as before. */
	difference->regression = difference->real && a == OUTCOME_PASS;
}

/* Both sides are shown, but one wait is neither better nor worse than another. */
static void compare_wait(struct difference *difference, const struct series *trips)
{
	difference->a = median_of(&trips[SIDE_A]);
	difference->b = median_of(&trips[SIDE_B]);
	difference->proof = PROOF_WAIT;
}

static void compare_row(struct comparison *comparison, const struct sets *sets,
			const struct group *group, const struct row *row)
{
	const struct series *trips = row->round_trip;

	compare_verdicts(comparison, group, row);
	if (row->runs[SIDE_A] && row->runs[SIDE_B])
		for (size_t i = 0; i < row->reason_count; i++) {
			struct difference *difference = add(comparison, group, row, FIGURE_EXITS);

			difference->reason = &row->reasons[i];
			weigh(difference, row->reasons[i].per_op, !row->reasons[i].disturbed);
		}
	if (!trips[SIDE_A].count || !trips[SIDE_B].count)
		return;
	comparison->rows++;
	if (row->waits)
		compare_wait(add(comparison, group, row, FIGURE_ROUND_TRIP), trips);
	else
		weigh(add(comparison, group, row, FIGURE_ROUND_TRIP), trips,
		      exact_cost(sets, group, row));
}

static void note_needs(struct comparison *comparison, const struct difference *difference)
{
	const struct series *series = difference->figure == FIGURE_EXITS
					      ? difference->reason->per_op
					      : difference->row->round_trip;
	double least = rank_least(series[SIDE_A].count, series[SIDE_B].count);

	if (least < comparison->least_p || !comparison->tests)
		comparison->least_p = least;
	comparison->tests++;
}

/* The rank test's verdicts, over all of them together. */
static void correct(struct comparison *comparison, double alpha)
{
	double *p = allocate((comparison->count + 1) * sizeof(*p));
	unsigned char *real = allocate(comparison->count + 1);
	size_t tests = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct difference *difference = &comparison->differences[i];

		if (difference->proof != PROOF_RANK)
			continue;
		p[tests++] = difference->p;
		note_needs(comparison, difference);
	}
	rank_holm(p, tests, alpha, real);
	comparison->needed_p = tests ? alpha / tests : 1;
	for (size_t i = 0, test = 0; i < comparison->count; i++)
		if (comparison->differences[i].proof == PROOF_RANK)
			comparison->differences[i].real = real[test++];
	free(real);
	free(p);
}

static bool regressed(const struct difference *difference, double threshold)
{
	if (!difference->real || difference->figure == FIGURE_VERDICT)
		return difference->regression;
	if (difference->figure == FIGURE_EXITS)
		return difference->b > difference->a;
	return difference->b > difference->a * (1 + threshold / 100);
}

void compare(struct comparison *comparison, const struct sets *sets, double alpha, double threshold)
{
	memset(comparison, 0, sizeof(*comparison));
	for (size_t i = 0; i < sets->group_count; i++) {
		const struct group *group = &sets->groups[i];

		for (size_t j = 0;
		     group->runs[SIDE_A] && group->runs[SIDE_B] && j < group->row_count; j++)
			compare_row(comparison, sets, group, &group->rows[j]);
	}
	correct(comparison, alpha);
	for (size_t i = 0; i < comparison->count; i++) {
		struct difference *difference = &comparison->differences[i];

		difference->regression = regressed(difference, threshold);
		comparison->real += difference->real;
		comparison->unproven += difference->differs && !difference->real;
		comparison->regressions += difference->regression;
	}
}

void comparison_free(struct comparison *comparison)
{
	free(comparison->differences);
	memset(comparison, 0, sizeof(*comparison));
}
