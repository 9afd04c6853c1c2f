// SPDX-License-Identifier: GPL-2.0-only
#include "log_value.h"
#include "log.h"

bool log_exit_wrong(const struct log_exit *exit)
{
	uint64_t expected = exit->expect < 0 ? 0 : exit->expect;

	if (exit->background)
		return false;
	return exit->count > expected + exit->more ||
	       (!exit->at_most && exit->count + exit->fewer < expected);
}

bool log_counted(const struct log *log, const struct log_result *result)
{
	return result->measured && log->host.counters && result->record != OUTCOME_SKIP;
}

/* The host's interrupts lengthen both, so they are in the cycles away as well. */
bool log_transition(const struct log *log, const struct log_result *result, double *cycles)
{
	double away = 0;

	if (!log_counted(log, result) || !result->round_trip || !result->ops || result->waits ||
	    log->host.by_host)
		return false;
	for (size_t i = 0; i < result->exit_count; i++)
		away += result->exits[i].away;
	*cycles = result->mean - away / result->ops;
	return true;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const words[] = {
		[OUTCOME_NONE] = "none", [OUTCOME_PASS] = "pass", [OUTCOME_FAIL] = "fail",
		[OUTCOME_SKIP] = "skip", [OUTCOME_LIST] = "list", [OUTCOME_ERROR] = "error",
	};

	return words[outcome];
}
