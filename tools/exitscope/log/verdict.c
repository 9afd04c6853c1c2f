// SPDX-License-Identifier: GPL-2.0-only
/* What a log says as a whole. Only a log that agrees with itself in every count can be a pass. */
#include <stdlib.h>

#include "base/status.h"
#include "log.h"
#include "shared/memory.h"
#include "verdict.h"

struct tally {
	unsigned int pass, fail, skip, disturbed, lines;
};

static struct tally tally(const struct log *log)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < log->result_count; i++) {
		enum outcome line = log->results[i].line;

		tally.pass += line == OUTCOME_PASS;
		tally.fail += line == OUTCOME_FAIL;
		tally.skip += line == OUTCOME_SKIP;
		tally.disturbed += log->results[i].disturbed > 0;
		tally.lines += line != OUTCOME_NONE;
	}
	return tally;
}

static bool has_records(const struct log *log)
{
	for (size_t i = 0; i < log->result_count; i++)
		if (log->results[i].record != OUTCOME_NONE)
			return true;
	return false;
}

/* Nothing is known of a run by its rows alone. Logs without records are of other guests. */
static bool no_host(const struct log *log)
{
	return has_records(log) && !log->host.seen;
}

/* Why the lines and records of the workloads do not fit together; NULL if they do. */
static char *disagreement(const struct log *log)
{
	bool records = has_records(log);

	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		if (result->line == OUTCOME_NONE)
			return print("workload %u (%s) has a record but no result line", result->n,
				     result->name);
		/* The guest writes one of each row. */
		if (records && result->record == OUTCOME_NONE)
			return print("workload %u (%s) has a result line but no record", result->n,
				     result->name);
		if (result->record != OUTCOME_NONE && result->record != result->line)
			return print("result line and record of workload %u (%s) disagree",
				     result->n, result->name);
		if (result->n > log->plan)
			return print("workload %u (%s) is beyond the plan of %u", result->n,
				     result->name, log->plan);
	}
	return NULL;
}

static char *incomplete(const struct log *log, const struct tally *tally)
{
	const struct log_end *end = &log->end;

	if (!log->runs)
		return print("no KTAP header: the guest has not started, or printed elsewhere");
	if (log->runs > 1)
		return print("%u KTAP headers: more than one run in the log", log->runs);
	if (log->damage)
		return print("the log is damaged: %s", log->damage);
	if (!log->planned)
		return print("no plan line");
	if (no_host(log))
		return print("no host record");
	if (!end->seen)
		return print("no end record: %u of %u workloads have a result", tally->lines,
			     log->plan);
	if (end->pass != tally->pass || end->fail != tally->fail || end->skip != tally->skip)
		return print(
			"the end record counts %u pass, %u fail, %u skip, the lines %u, %u, %u",
			end->pass, end->fail, end->skip, tally->pass, tally->fail, tally->skip);
	if (end->disturbed != tally->disturbed)
		return print("the end record counts %u disturbed, the results %u", end->disturbed,
			     tally->disturbed);
	return disagreement(log);
}

/* A guest that meets an unexpected exception fails the workload and ends early: a failure. */
static char *wrong_end(const struct log *log, const struct tally *tally)
{
	switch (log->end.verdict) {
	case OUTCOME_FAIL:
		return tally->fail ? NULL : print("the end record says fail, no line does");
	case OUTCOME_PASS:
		if (tally->fail || !tally->pass)
			return print("the end record says pass, the lines do not");
		break;
	case OUTCOME_SKIP:
		if (tally->fail || tally->pass)
			return print("the end record says skip, the lines do not");
		break;
	case OUTCOME_LIST:
	case OUTCOME_ERROR:
		if (tally->lines)
			return print("workloads have results, though none was to run");
		break;
	default:
		return print("the end record has no verdict");
	}
	if (tally->lines != log->plan)
		return print("%u workloads of the planned %u", tally->lines, log->plan);
	return NULL;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

enum status log_verdict(const struct log *log, char **why)
{
	const struct log_end *end = &log->end;
	struct tally sum = tally(log);
	char *disturbed;

	*why = incomplete(log, &sum);
	if (!*why)
		*why = wrong_end(log, &sum);
	if (*why)
		return STATUS_INCOMPLETE;
	if (log->end.verdict == OUTCOME_ERROR && !end->word) {
		*why = print("the guest cannot run there: %s", or_empty(end->message));
		return STATUS_CANNOT_RUN;
	}
	if (log->end.verdict == OUTCOME_ERROR) {
		*why = print("the guest refuses its command line: %s: %s", or_empty(end->message),
			     or_empty(end->word));
		return STATUS_USAGE;
	}
	if (log->end.verdict == OUTCOME_LIST) {
		*why = print("%zu workloads listed, none run", log->workload_count);
		return STATUS_PASS;
	}
	disturbed = sum.disturbed ? print(" (%u disturbed)", sum.disturbed) : print("%s", "");
	*why = print("%u pass, %u fail, %u skip%s, of %u%s%s", sum.pass, sum.fail, sum.skip,
		     disturbed, log->plan, end->message ? ": " : "", or_empty(end->message));
	free(disturbed);
	if (log->end.verdict == OUTCOME_PASS)
		return STATUS_PASS;
	return log->end.verdict == OUTCOME_FAIL ? STATUS_FAIL : STATUS_SKIP;
}
