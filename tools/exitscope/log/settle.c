// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "settle.h"

/* A row that no record speaks of, beyond the plan: another console's. */
static bool foreign(const struct log_result *result, unsigned int plan)
{
	return result->record == OUTCOME_NONE && result->n > plan;
}

static bool wanted(const struct log *log)
{
	if (log->doubt || !log->planned)
		return true;
	for (size_t i = 0; i < log->result_count; i++)
		if (log->results[i].line == OUTCOME_NONE || foreign(&log->results[i], log->plan))
			return true;
	return false;
}

/* The plan that the sums make true; of a run that failed early the only one there is. */
static bool plan_of(const struct log *log, unsigned int *plan)
{
	const struct log_end *end = &log->end;
	unsigned int sum = end->pass + end->fail + end->skip;

	*plan = sum;
	for (size_t i = 0; i < log->plan_count; i++)
		if (log->plans[i] == sum)
			return true;
	if (end->verdict == OUTCOME_FAIL && log->plan_count == 1) {
		*plan = log->plans[0];
		return true;
	}
	return !log->plan_count && end->verdict != OUTCOME_FAIL;
}

/* Whether the record of a row is there, and nothing contradicts it. */
static bool sound(const struct log_result *result, unsigned int plan)
{
	enum outcome record = result->record;

	if (record == OUTCOME_NONE || result->n > plan)
		return false;
	if (result->line != OUTCOME_NONE)
		return result->line == record;
	if (result->cut != OUTCOME_NONE &&
	    (result->cut == OUTCOME_FAIL) != (record == OUTCOME_FAIL))
		return false;
	return !result->strange;
}

static bool settles(const struct log *log, unsigned int *plan)
{
	const struct log_end *end = &log->end;
	unsigned int sums[OUTCOME_ERROR + 1] = { 0 }, rows = 0;

	if (log->damage || log->runs != 1 || !end->seen || end->verdict < OUTCOME_PASS ||
	    end->verdict > OUTCOME_SKIP || !plan_of(log, plan))
		return false;
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		if (foreign(result, *plan))
			continue;
		if (!sound(result, *plan))
			return false;
		sums[result->record]++;
		rows++;
	}
	return rows && sums[OUTCOME_PASS] == end->pass && sums[OUTCOME_FAIL] == end->fail &&
	       sums[OUTCOME_SKIP] == end->skip;
}

static int by_place(const void *a, const void *b)
{
	const struct log_result *left = a, *right = b;

	return (left->at > right->at) - (left->at < right->at);
}

/* Rows of another console are not this guest's, and its own are in the order of their records. */
static void keep_own(struct log *log, unsigned int plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < log->result_count; i++) {
		struct log_result *result = &log->results[i];

		if (foreign(result, plan)) {
			free(result->name);
			free(result->why);
			continue;
		}
		result->line = result->record;
		log->results[kept++] = *result;
	}
	log->result_count = kept;
	qsort(log->results, kept, sizeof(*log->results), by_place);
}

void settle(struct log *log)
{
	unsigned int plan;

	if (!wanted(log))
		return;
	if (settles(log, &plan)) {
		keep_own(log, plan);
		log->plan = plan;
		log->planned = true;
		free(log->doubt);
	} else if (!log->damage) {
		log->damage = log->doubt;
	} else {
		free(log->doubt);
	}
	log->doubt = NULL;
}
