// SPDX-License-Identifier: GPL-2.0-only
/*
 * CSV as RFC 4180 has it: CRLF, a header, the same columns in each line. A line a workload and
 * reason; a workload without exits has one line, whose reason is empty.
 */
#include <inttypes.h>
#include <string.h>

#include "format.h"
#include "log/log.h"
#include "log/log_value.h"

static void text(FILE *to, const char *value)
{
	if (!value)
		return;
	if (!value[strcspn(value, ",\"\r\n")]) {
		fputs(value, to);
		return;
	}
	fputc('"', to);
	for (; *value; value++)
		fprintf(to, *value == '"' ? "\"\"" : "%c", *value);
	fputc('"', to);
}

static void workload_columns(FILE *to, const struct exported *exported,
			     const struct log_result *result)
{
	text(to, exported->name);
	fprintf(to, ",%u,", result->n);
	text(to, result->name);
	fprintf(to, ",%s,", outcome_name(result->line));
	if (result->measured)
		fprintf(to, "%" PRIu64, result->ops);
}

static void exit_columns(FILE *to, const struct log_result *result, const struct log_exit *exit)
{
	if (!exit) {
		fputs(",,,,,,,,", to);
		return;
	}
	fprintf(to, ",%" PRIu32 ",", exit->reason);
	text(to, exit->name);
	fprintf(to, ",%" PRIu64 ",", exit->count);
	if (result->ops)
		fprintf(to, "%.10g", (double)exit->count / result->ops);
	fputc(',', to);
	if (exit->expect >= 0)
		fprintf(to, "%" PRId64, exit->expect);
	fprintf(to, ",%d,", exit->background);
	if (exit->timed)
		fprintf(to, "%" PRIu64 ",%" PRIu64, exit->handled, exit->away);
	else
		fputc(',', to);
}

static void trip_columns(FILE *to, const struct log_result *result)
{
	if (result->round_trip)
		fprintf(to, ",%.17g,%.17g,%.17g,%.17g,%.17g,%d,", result->min, result->median,
			result->p99, result->max, result->mean, !result->unsteady);
	else
		fputs(",,,,,,,", to);
	text(to, result->why);
	fprintf(to, ",%d\r\n", result->waits);
}

void export_csv(const struct exported *exported, FILE *to)
{
	const struct log *log = exported->log;

	fputs("log,n,workload,verdict,ops,reason,name,count,exits_per_op,expect,background,"
	      "handled_cycles,away_cycles,round_trip_min,round_trip_median,round_trip_p99,"
	      "round_trip_max,round_trip_mean,steady,why,waits\r\n",
	      to);
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];
		size_t lines = result->exit_count ? result->exit_count : 1;

		for (size_t j = 0; j < lines; j++) {
			workload_columns(to, exported, result);
			exit_columns(to, result, result->exit_count ? &result->exits[j] : NULL);
			trip_columns(to, result);
		}
	}
}
