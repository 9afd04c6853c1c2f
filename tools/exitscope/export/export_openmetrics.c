// SPDX-License-Identifier: GPL-2.0-only
/*
 * OpenMetrics 1.0 text. Families are written whole, one after the other, as the format wants it.
 * A run's exits do not grow from scrape to scrape, so they are gauges, not counters.
 */
#include <inttypes.h>
#include <string.h>

#include "base/status.h"
#include "format.h"
#include "log/log.h"
#include "log/log_value.h"

static void quoted(FILE *to, const char *text)
{
	fputc('"', to);
	for (; text && *text; text++) {
		if (*text == '\n')
			fputs("\\n", to);
		else if (*text == '"' || *text == '\\')
			fprintf(to, "\\%c", *text);
		else if ((unsigned char)*text >= ' ' && (unsigned char)*text < 0x7f)
			fputc(*text, to);
		else
			fputc('?', to);
	}
	fputc('"', to);
}

static void family(FILE *to, const char *name, const char *type, const char *unit, const char *help)
{
	fprintf(to, "# TYPE exitscope_%s %s\n", name, type);
	if (unit)
		fprintf(to, "# UNIT exitscope_%s %s\n", name, unit);
	fprintf(to, "# HELP exitscope_%s %s\n", name, help);
}

static void sample(FILE *to, const char *name, const struct exported *exported,
		   const struct log_result *result)
{
	fprintf(to, "exitscope_%s{log=", name);
	quoted(to, exported->name);
	fputs(",workload=", to);
	quoted(to, result->name);
}

static void exit_sample(FILE *to, const char *name, const struct exported *exported,
			const struct log_result *result, const struct log_exit *exit, double value)
{
	sample(to, name, exported, result);
	fprintf(to, ",reason=\"%" PRIu32 "\",name=", exit->reason);
	quoted(to, exit->name);
	fprintf(to, ",background=\"%s\"} %.17g\n", exit->background ? "true" : "false", value);
}

enum what { EXITS, PER_OP, HANDLED, AWAY };

static double value_of(const struct log_exit *exit, uint64_t ops, enum what what)
{
	switch (what) {
	case EXITS:
		return exit->count;
	case PER_OP:
		return (double)exit->count / ops;
	case HANDLED:
		return (double)exit->handled / exit->count;
	default:
		return (double)exit->away / exit->count;
	}
}

static void exits(FILE *to, const char *name, const struct exported *exported, enum what what)
{
	for (size_t i = 0; i < exported->log->result_count; i++) {
		const struct log_result *result = &exported->log->results[i];

		for (size_t j = 0; j < result->exit_count; j++) {
			const struct log_exit *exit = &result->exits[j];

			if ((what != EXITS && !result->ops) ||
			    (what >= HANDLED && (!exit->count || !exit->timed)))
				continue;
			exit_sample(to, name, exported, result, exit,
				    value_of(exit, result->ops, what));
		}
	}
}

static void round_trips(FILE *to, const struct exported *exported)
{
	for (size_t i = 0; i < exported->log->result_count; i++) {
		const struct log_result *result = &exported->log->results[i];
		const struct {
			const char *quantile;
			double value;
		} rows[] = {
			{ "0.0", result->min },
			{ "0.5", result->median },
			{ "0.99", result->p99 },
			{ "1.0", result->max },
		};

		if (!result->round_trip || result->waits)
			continue;
		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++) {
			sample(to, "round_trip_cycles", exported, result);
			fprintf(to, ",quantile=\"%s\"} %.17g\n", rows[j].quantile, rows[j].value);
		}
		sample(to, "round_trip_cycles_count", exported, result);
		fprintf(to, "} %" PRIu64 "\n", result->ops);
		sample(to, "round_trip_cycles_sum", exported, result);
		fprintf(to, "} %.17g\n", result->mean * result->ops);
	}
}

static void verdicts(FILE *to, const struct exported *exported)
{
	static const enum outcome states[] = { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_SKIP };

	for (size_t i = 0; i < exported->log->result_count; i++) {
		const struct log_result *result = &exported->log->results[i];

		for (size_t j = 0; j < sizeof(states) / sizeof(states[0]); j++) {
			sample(to, "verdict", exported, result);
			fprintf(to, ",exitscope_verdict=\"%s\"} %d\n", outcome_name(states[j]),
				result->line == states[j]);
		}
	}
}

static void host(FILE *to, const struct exported *exported)
{
	const struct log *log = exported->log;
	const struct {
		const char *name, *value;
	} labels[] = {
		{ "log", exported->name },	   { "lab", log->run.lab },
		{ "config", log->run.config },	   { "numbering", log->host.numbering },
		{ "flags", log->host.flag_names }, { "apic", log->host.apic },
	};

	fputs("exitscope_host_info{", to);
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		fprintf(to, "%s%s=", i ? "," : "", labels[i].name);
		quoted(to, labels[i].value);
	}
	fprintf(to, ",vcpus=\"%u\"} 1\n", log->host.vcpus);
}

void export_openmetrics(const struct exported *exported, FILE *to)
{
	bool whole = exported->status <= STATUS_FAIL || exported->status == STATUS_SKIP;

	family(to, "host", "info", NULL, "The host under test.");
	host(to, exported);
	family(to, "complete", "gauge", NULL, "1 if the log is complete; of others nothing holds.");
	fputs("exitscope_complete{log=", to);
	quoted(to, exported->name);
	fprintf(to, "} %d\n", whole);
	family(to, "verdict", "stateset", NULL, "What the guest says of each workload.");
	verdicts(to, exported);
	family(to, "exits", "gauge", NULL, "VM exits of all operations, by reason.");
	exits(to, "exits", exported, EXITS);
	family(to, "exits_per_operation", "gauge", NULL, "VM exits of one operation, by reason.");
	exits(to, "exits_per_operation", exported, PER_OP);
	family(to, "handled_cycles", "gauge", "cycles",
	       "Host TSC from an exit until KVM's handler returns, mean.");
	exits(to, "handled_cycles", exported, HANDLED);
	family(to, "away_cycles", "gauge", "cycles",
	       "Host TSC from an exit until the next entry, mean.");
	exits(to, "away_cycles", exported, AWAY);
	family(to, "round_trip_cycles", "summary", "cycles",
	       "Guest TSC of one operation that does not wait for a point in time.");
	round_trips(to, exported);
	fputs("# EOF\n", to);
}
