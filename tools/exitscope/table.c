// SPDX-License-Identifier: GPL-2.0-only
/* The table of a log: a row a workload and reason, costs in TSC cycles. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define ROW "%-20s %7s  %8s  %-20s %11s %10s %10s  %s\n"

struct row {
	const char *workload, *reason, *verdict;
	char ops[24], per_op[24], trip[24], handled[24], away[24];
};

static void print_row(FILE *to, const struct row *row)
{
	fprintf(to, ROW, row->workload, row->ops, row->per_op, row->reason, row->trip, row->handled,
		row->away, row->verdict);
}

/* 1332 as 1,332. */
static void grouped(char *to, size_t room, uint64_t value)
{
	char plain[24];
	size_t digits, used = 0;

	digits = snprintf(plain, sizeof(plain), "%" PRIu64, value);
	for (size_t i = 0; i < digits && used + 2 < room; i++) {
		if (i && !((digits - i) % 3))
			to[used++] = ',';
		to[used++] = plain[i];
	}
	to[used] = 0;
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
		return "skip";
	default:
		return "-";
	}
}

static void exit_columns(struct row *row, const struct log_exit *exit, uint64_t ops)
{
	row->reason = exit->name;
	per_op(row->per_op, sizeof(row->per_op), exit->count, ops);
	if (exit->count) {
		grouped(row->handled, sizeof(row->handled), exit->handled / exit->count);
		grouped(row->away, sizeof(row->away), exit->away / exit->count);
	}
}

static bool wrong(const struct log_exit *exit)
{
	return exit->expect >= 0 ? (uint64_t)exit->expect != exit->count
				 : !exit->background && exit->count;
}

static void exit_remark(FILE *to, const struct log_exit *exit)
{
	if (wrong(exit))
		fprintf(to, "%-20s %7s  %8s  %s: %" PRIu64 " exits, expected %" PRId64 "\n", "", "",
			"", exit->name, exit->count, exit->expect < 0 ? 0 : exit->expect);
}

static void result_rows(FILE *to, const struct log_result *result)
{
	struct row row = { .workload = result->name, .reason = "", .verdict = verdict(result) };

	if (result->measured)
		snprintf(row.ops, sizeof(row.ops), "%" PRIu64, result->ops);
	if (result->round_trip)
		grouped(row.trip, sizeof(row.trip), result->median);
	if (result->exit_count)
		exit_columns(&row, &result->exits[0], result->ops);
	else if (result->measured)
		strcpy(row.per_op, "0");
	print_row(to, &row);
	for (size_t i = 1; i < result->exit_count; i++) {
		struct row more = { .workload = "", .reason = "", .verdict = "" };

		exit_columns(&more, &result->exits[i], result->ops);
		if (result->exits[i].background)
			more.verdict = "background";
		print_row(to, &more);
	}
	if (result->line == OUTCOME_FAIL)
		for (size_t i = 0; i < result->exit_count; i++)
			exit_remark(to, &result->exits[i]);
}

void log_table(const struct log *log, FILE *to)
{
	struct row head = {
		"workload", "reason", "", "ops", "exits/op", "round trip", "handled", "away",
	};

	if (log->host.seen)
		fprintf(to, "host: %s numbering, %s, %u vCPU%s, flags: %s\n",
			*log->host.numbering ? log->host.numbering : "unknown",
			log->host.counters ? "exit counters" : "no exit counters", log->host.vcpus,
			log->host.vcpus == 1 ? "" : "s",
			*log->host.flag_names ? log->host.flag_names : "none");
	if (log->result_count)
		print_row(to, &head);
	for (size_t i = 0; i < log->result_count; i++)
		result_rows(to, &log->results[i]);
}
