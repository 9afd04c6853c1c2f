// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "log/parse.h"
#include "log/verdict.h"
#include "measure.h"
#include "shared/memory.h"
#include "shared/message.h"

/* As short as it can be without losing what was counted: 1, 0.05. */
static struct json_object *number(double value)
{
	char text[32];

	if (value == (int64_t)value)
		return json_object_new_int64(value);
	snprintf(text, sizeof(text), "%.4g", value);
	return json_object_new_double_s(value, text);
}

/* `gcc-14 (Debian 14.2.0-19) 14.2.0` is told as `gcc 14.2.0`; the day is in the last parentheses. */
static void add_banner(struct json_object *line, const char *banner)
{
	const char *gcc = strstr(banner, "gcc-"), *version = gcc ? strstr(gcc, ") ") : NULL;
	const char *day = strrchr(banner, '(');
	char *text;

	if (version) {
		text = print("gcc %.*s", (int)strcspn(version + 2, ", )"), version + 2);
		json_add_text(line, "compiler", text);
		free(text);
	}
	if (day && strspn(day + 1, "0123456789-") == 10) {
		text = print("%.10s", day + 1);
		json_add_text(line, "date", text);
		free(text);
	}
}

static struct json_object *begin(const struct subject *subject)
{
	struct json_object *line = json_object_new_object();

	json_add_text(line, "type", "kernel");
	json_add_text(line, "lab", subject->lab);
	json_add_text(line, "kernel", subject->kernel);
	json_add_text(line, "package", subject->package);
	json_add_text(line, "suite", subject->suite);
	if (subject->banner)
		add_banner(line, subject->banner);
	return line;
}

struct json_object *measure_failure(const struct subject *subject, const char *why)
{
	struct json_object *line = begin(subject);

	json_add_text(line, "failed", why);
	return line;
}

/*
 * An operation's exits of a reason. In a row that passes chance is the host's own: where it may make exits more or fewer, what is
 * expected counts, and where it is up to it whether there are any, what most operations did.
 */
static double exits_per_op(const struct log_result *result, const struct log_exit *exit)
{
	if (result->record == OUTCOME_PASS && exit->at_most)
		return round((double)exit->count / result->ops);
	if (result->record == OUTCOME_PASS && exit->expect >= 0)
		return (double)exit->expect / result->ops;
	return (double)exit->count / result->ops;
}

/* Exits an operation by reason, but for the host's own. */
static struct json_object *exits_of(const struct log_result *result)
{
	struct json_object *exits = json_object_new_object();

	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];
		double n = exits_per_op(result, exit);

		if (!exit->background && n)
			json_object_object_add(exits, exit->name, number(n));
	}
	return exits;
}

/* A row's run without anybody counting, or NULL. */
static const struct log_result *timed_of(const struct log *timed, const char *name)
{
	for (size_t i = 0; i < timed->result_count; i++)
		if (timed->results[i].round_trip && timed->results[i].name &&
		    !strcmp(timed->results[i].name, name))
			return &timed->results[i];
	return NULL;
}

/* [median, least, 99th percentile, {reason: exits an operation}, "unsteady", "waits" or why it failed] */
static struct json_object *row_of(const struct log_result *counted, const struct log_result *timed)
{
	struct json_object *row = json_object_new_array();

	json_object_array_add(row, number(timed->median));
	json_object_array_add(row, number(timed->min));
	json_object_array_add(row, number(timed->p99));
	json_object_array_add(row, exits_of(counted));
	if (counted->record == OUTCOME_FAIL)
		json_object_array_add(row, json_object_new_string(counted->why ? counted->why
									       : "failed"));
	else if (timed->waits)
		json_object_array_add(row, json_object_new_string("waits"));
	else if (timed->unsteady)
		json_object_array_add(row, json_object_new_string("unsteady"));
	return row;
}

static struct json_object *config_of(const struct log *counted, const struct log *timed,
				     enum status status)
{
	struct json_object *config = json_object_new_object(), *rows = json_object_new_object();
	struct json_object *skipped = json_object_new_array();

	json_add_text(config, "verdict", status_name(status));
	for (size_t i = 0; i < counted->result_count; i++) {
		const struct log_result *result = &counted->results[i],
					*cost = timed_of(timed, result->name);

		if (result->record == OUTCOME_SKIP || !result->measured || !result->ops || !cost)
			json_object_array_add(skipped, json_object_new_string(result->name));
		else
			json_object_object_add(rows, result->name, row_of(result, cost));
	}
	json_object_object_add(config, "rows", rows);
	json_object_object_add(config, "skipped", skipped);
	return config;
}

static void add_conditions(struct json_object *line, const struct subject *subject,
			   const struct log *log)
{
	char *emulator = print("%s %s", log->run.emulator, log->run.version);
	uint64_t ops = 0;

	for (size_t i = 0; !ops && i < log->result_count; i++)
		ops = log->results[i].ops;
	json_add_text(line, "emulator", emulator);
	json_add_text(line, "vmm", subject->vmm);
	json_add_text(line, "guest", subject->guest);
	json_object_object_add(line, "ops", json_object_new_int64(ops));
	json_object_object_add(line, "settle_ms", json_object_new_int64(log->host.settle_ms));
	free(emulator);
}

/* A log that was read. */
struct reading {
	const char *path;
	struct log log;
	enum status status;
};

static bool read_log(struct reading *reading, const struct subject *subject)
{
	char *why;
	bool good = log_open(&reading->log, reading->path);

	reading->status = log_verdict(&reading->log, &why);
	if (good && (!status_whole(reading->status) || !reading->log.run.seen ||
		     strcmp(reading->log.run.lab, subject->lab))) {
		error("%s: %s: %s; nothing is taken from it", reading->path,
		      status_name(reading->status),
		      status_whole(reading->status) ? "not a run of this lab" : why);
		good = false;
	}
	free(why);
	return good;
}

/* The run of the same configuration in which nobody counted: what a histogram takes of each exit is not KVM's. */
static const struct reading *timed_reading(const struct reading *readings, size_t n,
					   const struct reading *counted)
{
	for (size_t i = 0; i < n; i++)
		if (!readings[i].log.host.counters &&
		    !strcmp(readings[i].log.run.config, counted->log.run.config) &&
		    !strcmp(readings[i].log.run.version, counted->log.run.version))
			return &readings[i];
	error("%s: there is no log of %s without counting (run --counts guest)", counted->path,
	      counted->log.run.config);
	return NULL;
}

static bool add_readings(struct json_object *line, const struct subject *subject,
			 const struct reading *readings, size_t n)
{
	struct json_object *configs = json_object_new_object();
	bool good = true;

	for (size_t i = 0; good && i < n; i++) {
		const struct log *log = &readings[i].log;
		const struct reading *timed;

		if (!log->host.counters)
			continue;
		timed = timed_reading(readings, n, &readings[i]);
		good = timed != NULL;
		if (!good)
			break;
		if (!json_object_object_length(configs))
			add_conditions(line, subject, &timed->log);
		json_object_object_add(configs, log->run.config,
				       config_of(log, &timed->log, readings[i].status));
	}
	if (good && !json_object_object_length(configs)) {
		error("in none of these logs anybody has counted (run --counts host)");
		good = false;
	}
	json_object_object_add(line, "configs", configs);
	return good;
}

bool measure_logs(const struct subject *subject, const struct paths *logs,
		  struct json_object **line)
{
	struct reading *readings = allocate(logs->count * sizeof(*readings) + 1);
	bool good = true;
	size_t n;

	*line = begin(subject);
	for (n = 0; good && n < logs->count; n++) {
		readings[n].path = logs->path[n];
		good = read_log(&readings[n], subject);
	}
	good = good && add_readings(*line, subject, readings, n);
	for (size_t i = 0; i < n; i++)
		log_free(&readings[i].log);
	free(readings);
	if (!good) {
		json_object_put(*line);
		*line = NULL;
	}
	return good;
}
