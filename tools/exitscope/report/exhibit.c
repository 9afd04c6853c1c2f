// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "exhibit.h"
#include "log/log.h"
#include "log/log_value.h"

double exhibit_exits_per_op(const struct log_result *result)
{
	double count = 0;

	for (size_t i = 0; i < result->exit_count; i++)
		count += result->exits[i].background ? 0 : result->exits[i].count;
	return result->ops ? count / result->ops : 0;
}

const struct log_result *exhibit_other(const struct exhibit *other, const struct log_result *result)
{
	for (size_t i = 0; i < other->log.result_count; i++) {
		const struct log_result *candidate = &other->log.results[i];

		if (!strcmp(candidate->name, result->name))
			return log_counted(&other->log, candidate) && candidate->round_trip
				       ? candidate
				       : NULL;
	}
	return NULL;
}

static const struct log_exit *exit_of(const struct log_result *result, uint32_t reason)
{
	for (size_t i = 0; i < result->exit_count; i++)
		if (result->exits[i].reason == reason)
			return &result->exits[i];
	return NULL;
}

static bool by_chance(const struct log_exit *exit)
{
	return exit->more || exit->fewer || exit->at_most;
}

/* Exits of a that b has not, or has in another number. */
static bool exits_differ(const struct log_result *a, const struct log_result *b)
{
	for (size_t i = 0; i < a->exit_count; i++) {
		const struct log_exit *here = &a->exits[i], *there = exit_of(b, here->reason);
		double other = there ? there->count : 0;

		if (here->background || by_chance(here) || (there && by_chance(there)))
			continue;
		if (a->ops && b->ops && (double)here->count / a->ops != other / b->ops)
			return true;
	}
	return false;
}

bool exhibit_differ(const struct log_result *a, const struct log_result *b)
{
	double low = a->median < b->median ? a->median : b->median;

	if (exits_differ(a, b) || exits_differ(b, a))
		return true;
	return !a->waits && !b->waits && low * 1.05 < a->median + b->median - low;
}
