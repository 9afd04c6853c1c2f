// SPDX-License-Identifier: GPL-2.0-only
/* The table of a log: a row a workload and reason, costs in TSC cycles. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "log_value.h"
#include "shared/grouped.h"
#include "table.h"

/* What `reason` to `away` take together. */
#define WHY_WIDTH 54

struct line {
	const char *workload;
	char reason[64], verdict[128];
	char ops[24], per_op[24];
	char trip[GROUPED], handled[GROUPED], away[GROUPED];
};

/* A long reason of a row without a round trip takes that column's place. */
static void print_row(FILE *to, const struct line *row)
{
	int width = *row->trip ? 20 : 32;
	int used = fprintf(to, "%-20s %7s  %8s  %-*s", row->workload ? row->workload : "", row->ops,
			   row->per_op, width, row->reason);

	if (*row->trip)
		used += fprintf(to, " %*s", used > 60 ? 71 - used : 11, row->trip);
	used += fprintf(to, " %10s %10s", row->handled, row->away);
	fprintf(to, "%s%s\n", *row->verdict ? "  " : "", row->verdict);
}

static void per_op(char *to, size_t room, uint64_t count, uint64_t ops)
{
	if (ops && count % ops)
		snprintf(to, room, "%.3f", (double)count / ops);
	else
		snprintf(to, room, "%" PRIu64, ops ? count / ops : count);
}

static const char *verdict(const struct log_result *result)
{
	switch (result->line) {
	case OUTCOME_PASS:
		return "pass";
	case OUTCOME_FAIL:
		return "FAIL";
	case OUTCOME_SKIP:
		return result->disturbed ? "disturbed" : "skip";
	default:
		return "-";
	}
}

/* Counted against expected, an operation and in all; the row must tell a failure by itself. */
static void wrong_remark(struct line *row, const struct log_exit *exit, uint64_t ops)
{
	char expected[24], counted[24];
	size_t used = strlen(row->verdict);

	if (!log_exit_wrong(exit))
		return;
	per_op(expected, sizeof(expected), exit->expect < 0 ? 0 : exit->expect, ops);
	per_op(counted, sizeof(counted), exit->count, ops);
	snprintf(row->verdict + used, sizeof(row->verdict) - used,
		 "%sWRONG: expected %s%s (%" PRId64 "), counted %s (%" PRIu64 ")", used ? " " : "",
		 exit->at_most ? "at most " : "", expected, exit->expect < 0 ? 0 : exit->expect,
		 counted, exit->count);
}

static void exit_columns(struct line *row, const struct log_exit *exit, uint64_t ops)
{
	snprintf(row->reason, sizeof(row->reason), "%s%s", exit->name,
		 exit->background ? " (host)" : "");
	per_op(row->per_op, sizeof(row->per_op), exit->count, ops);
	if (exit->count && exit->timed) {
		grouped(exit->handled / exit->count, row->handled);
		grouped(exit->away / exit->count, row->away);
	}
	wrong_remark(row, exit, ops);
}

/* The row's own exits and after them the host's, or the other way round. */
static void exit_rows(FILE *to, const struct log_result *result, bool background, struct line *row)
{
	for (size_t i = 0; i < result->exit_count; i++) {
		if (result->exits[i].background != background)
			continue;
		exit_columns(row, &result->exits[i], result->ops);
		print_row(to, row);
		memset(row, 0, sizeof(*row));
	}
}

static bool has_own(const struct log_result *result)
{
	for (size_t i = 0; i < result->exit_count; i++)
		if (!result->exits[i].background)
			return true;
	return false;
}

/* Why a row was not measured, in the columns that it leaves empty. */
static void why_not(FILE *to, const struct log_result *result)
{
	const char *why = result->why ? result->why : "";
	bool cut = strlen(why) > WHY_WIDTH;

	fprintf(to, "%-20s %7s  %8s  %-*.*s%s  %s\n", result->name, "", "", WHY_WIDTH - 3 * cut,
		WHY_WIDTH - 3 * cut, why, cut ? "..." : "", verdict(result));
}

static void result_rows(FILE *to, const struct log_result *result)
{
	struct line row = { .workload = result->name };

	if (!result->measured) {
		why_not(to, result);
		return;
	}
	snprintf(row.verdict, sizeof(row.verdict), "%s", verdict(result));
	snprintf(row.ops, sizeof(row.ops), "%" PRIu64, result->ops);
	if (result->round_trip && result->waits)
		strcpy(row.trip, "waits");
	else if (result->round_trip && result->unsteady)
		strcpy(row.trip, "unsteady");
	else if (result->round_trip)
		grouped(result->median, row.trip);
	if (!has_own(result)) {
		strcpy(row.per_op, "0");
		print_row(to, &row);
		memset(&row, 0, sizeof(row));
	}
	exit_rows(to, result, false, &row);
	exit_rows(to, result, true, &row);
}

static void host_row(FILE *to, const struct log_host *host)
{
	fprintf(to, "host: %s numbering, %s, ", *host->numbering ? host->numbering : "unknown",
		host->by_host	 ? "counted by the host"
		: host->counters ? "exit counters"
				 : "no exit counters");
	if (host->vcpus_found > host->vcpus)
		fprintf(to, "%u of %u vCPUs", host->vcpus, host->vcpus_found);
	else
		fprintf(to, "%u vCPU%s", host->vcpus, host->vcpus == 1 ? "" : "s");
	fprintf(to, ", flags: %s\n", *host->flag_names ? host->flag_names : "none");
}

void log_table(const struct log *log, FILE *to)
{
	struct line head = {
		"workload", "reason", "", "ops", "exits/op", "round trip", "handled", "away",
	};

	if (log->host.seen)
		host_row(to, &log->host);
	for (size_t i = 0; i < log->workload_count; i++)
		fprintf(to, "%-20s %s\n", log->workloads[i].name, log->workloads[i].summary);
	if (log->result_count)
		print_row(to, &head);
	for (size_t i = 0; i < log->result_count; i++)
		result_rows(to, &log->results[i]);
}
