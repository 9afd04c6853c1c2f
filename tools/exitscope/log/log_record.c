// SPDX-License-Identifier: GPL-2.0-only
/* The JSON records of a log. */
#include <ctype.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "log.h"
#include "log_record.h"
#include "shared/memory.h"
#include "stamp.h"

static uint64_t number(struct json_object *object, const char *name)
{
	return json_object_get_uint64(json_member(object, name));
}

static char *text(struct json_object *object, const char *name)
{
	const char *value = json_object_get_string(json_member(object, name));

	return print("%s", value ? value : "");
}

/* The same, NULL if there is none. */
static char *optional(struct json_object *object, const char *name)
{
	return json_member(object, name) ? text(object, name) : NULL;
}

static bool is(struct json_object *object, const char *name, const char *expected)
{
	struct json_object *value = json_member(object, name);

	return value && !strcmp(json_object_get_string(value), expected);
}

static enum outcome outcome(struct json_object *object)
{
	if (is(object, "verdict", "pass"))
		return OUTCOME_PASS;
	if (is(object, "verdict", "fail"))
		return OUTCOME_FAIL;
	if (is(object, "verdict", "skip"))
		return OUTCOME_SKIP;
	if (is(object, "verdict", "list"))
		return OUTCOME_LIST;
	if (is(object, "verdict", "error"))
		return OUTCOME_ERROR;
	return OUTCOME_NONE;
}

static char *joined(struct json_object *array)
{
	char *all = print("%s", "");

	if (!json_object_is_type(array, json_type_array))
		return all;
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		const char *word = json_object_get_string(json_object_array_get_idx(array, i));
		char *more = print("%s%s%s", all, i ? " " : "", word ? word : "");

		free(all);
		all = more;
	}
	return all;
}

static void host_record(struct log *log, struct json_object *object)
{
	struct log_host *host = &log->host;

	if (host->seen) {
		/* The header before it was no other console's: the guest has begun again. */
		if (log->header_again)
			log->runs++;
		log_damage(log, "a second host record");
		return;
	}
	host->seen = true;
	host->abi = number(object, "abi");
	host->counters = json_object_get_boolean(json_member(object, "counters"));
	host->by_host = is(object, "counts", "host");
	host->numbering = text(object, "numbering");
	host->boot = text(object, "boot");
	host->flags = number(object, "flags");
	host->vcpus = number(object, "vcpus");
	host->vcpus_found = number(object, "vcpus_found");
	host->measuring = number(object, "measuring_cycles");
	host->settle_ms = number(object, "settle_ms");
	host->apic = text(object, "apic");
	host->mode = text(object, "mode");
	host->flag_names = joined(json_member(object, "flag_names"));
}

static void exit_record(struct log_result *result, struct json_object *object)
{
	struct json_object *expect = json_member(object, "expect");
	struct log_exit *exit;

	result->exits = grow(result->exits, (result->exit_count + 1) * sizeof(*exit));
	exit = &result->exits[result->exit_count++];
	exit->reason = number(object, "reason");
	exit->name = text(object, "name");
	exit->count = number(object, "count");
	exit->handled = number(object, "handled");
	exit->away = number(object, "away");
	exit->timed = json_member(object, "handled") != NULL;
	exit->background = json_object_get_boolean(json_member(object, "background"));
	exit->more = number(object, "more");
	exit->fewer = number(object, "fewer");
	exit->at_most = json_object_get_boolean(json_member(object, "at_most"));
	exit->expect = expect && !exit->background ? json_object_get_int64(expect) : -1;
}

/* Cycles: what is none, or too many for a counter to hold, is 0. */
static double cycles(struct json_object *object, const char *name)
{
	double value = json_object_get_double(json_member(object, name));

	return value >= 0 && value < 1e18 ? value : 0;
}

static void round_trip(struct log_result *result, struct json_object *object)
{
	result->round_trip = object != NULL;
	result->min = cycles(object, "min");
	result->median = cycles(object, "median");
	result->p99 = cycles(object, "p99");
	result->max = cycles(object, "max");
	result->mean = cycles(object, "mean");
	result->waits = json_object_get_boolean(json_member(object, "waits"));
	result->unsteady = json_member(object, "steady") &&
			   !json_object_get_boolean(json_member(object, "steady"));
}

/* A line of another name that was there before is another console's, or contradicts. */
static void set_name(struct log *log, struct log_result *result, const char *name)
{
	if (result->name && strcmp(result->name, name)) {
		log_doubt(log, "result line and record of workload %u name it differently",
			  result->n);
		result->line = OUTCOME_NONE;
		result->strange = true;
		free(result->name);
		free(result->why);
		result->name = result->why = NULL;
	}
	log_set_name(result, name, strlen(name));
}

static void result_record(struct log *log, struct json_object *object)
{
	struct json_object *exits = json_member(object, "exits");
	const char *name = json_object_get_string(json_member(object, "name"));
	uint64_t n = number(object, "n");
	enum outcome said = outcome(object);
	struct log_result *result;

	if (!n || n > LOG_MAX_TESTS || !name || said < OUTCOME_PASS || said > OUTCOME_SKIP) {
		log_damage(log, "a result record without number, name or verdict");
		return;
	}
	result = log_result_of(log, n);
	if (result->record != OUTCOME_NONE) {
		log_damage(log, "a second result record for workload %u", result->n);
		return;
	}
	set_name(log, result, name);
	result->record = said;
	result->at = log->number;
	if (!result->why)
		result->why = optional(object, "why");
	result->ops = number(object, "ops");
	result->disturbed = said == OUTCOME_SKIP ? number(object, "disturbed") : 0;
	round_trip(result, json_member(object, "round_trip"));
	result->measured = json_object_is_type(exits, json_type_array);
	if (!result->measured)
		return;
	for (size_t i = 0; i < json_object_array_length(exits); i++)
		exit_record(result, json_object_array_get_idx(exits, i));
}

static void workload_record(struct log *log, struct json_object *object)
{
	struct log_workload *workload;

	log->workloads = grow(log->workloads, (log->workload_count + 1) * sizeof(*workload));
	workload = &log->workloads[log->workload_count++];
	workload->name = text(object, "name");
	workload->summary = text(object, "summary");
}

static void explain_record(struct log *log, struct json_object *object)
{
	struct json_object *all = json_member(object, "round_trips");
	struct log_traced *traced;

	if (!json_object_is_type(all, json_type_array) || !json_member(object, "name")) {
		log_damage(log, "a record of traced operations without name or round trips");
		return;
	}
	log->traced = grow(log->traced, (log->traced_count + 1) * sizeof(*traced));
	traced = &log->traced[log->traced_count++];
	traced->name = text(object, "name");
	traced->ops = json_object_array_length(all);
	traced->round_trips = allocate((traced->ops + 1) * sizeof(*traced->round_trips));
	for (size_t i = 0; i < traced->ops; i++)
		traced->round_trips[i] = json_object_get_uint64(json_object_array_get_idx(all, i));
}

static void end_record(struct log *log, struct json_object *object)
{
	struct log_end *end = &log->end;

	if (end->seen) {
		log_damage(log, "a second end record");
		return;
	}
	end->seen = true;
	end->verdict = outcome(object);
	end->pass = number(object, "pass");
	end->fail = number(object, "fail");
	end->skip = number(object, "skip");
	end->disturbed = number(object, "disturbed");
	end->message = optional(object, "message");
	end->word = optional(object, "word");
}

/* Where a run was: exitscope itself writes this one, before the guest's first line. */
static void run_record(struct log *log, struct json_object *object)
{
	struct log_run *run = &log->run;

	if (run->seen) {
		log_damage(log, "a second run record");
		return;
	}
	run->seen = true;
	run->lab = text(object, "lab");
	run->config = text(object, "config");
	run->place = number(object, "place");
	run->emulator = text(object, "emulator");
	run->version = text(object, "version");
}

static void take(struct log *log, struct json_object *object)
{
	if (is(object, "type", "host"))
		host_record(log, object);
	else if (is(object, "type", "result"))
		result_record(log, object);
	else if (is(object, "type", "workload"))
		workload_record(log, object);
	else if (is(object, "type", "explain"))
		explain_record(log, object);
	else if (is(object, "type", "end"))
		end_record(log, object);
	else if (is(object, "type", "run"))
		run_record(log, object);
	/* Other types are from newer guests, and are theirs. */
}

/* The object there, to be put; NULL if it does not parse. A kernel's message may follow on the line. */
static struct json_object *parsed(struct log *log, const char *json, const char *end)
{
	struct json_object *object;
	const char *at;

	if (!log->tokener)
		log->tokener = json_tokener_new();
	json_tokener_reset(log->tokener);
	object = json_tokener_parse_ex(log->tokener, json, end - json);
	at = json + json_tokener_get_parse_end(log->tokener);
	while (at < end && isspace((unsigned char)*at))
		at++;
	if (object && (at == end || stamp_find(at, end) == at))
		return object;
	json_object_put(object);
	return NULL;
}

bool log_record_whole(struct log *log, const char *json, const char *end)
{
	struct json_object *object = parsed(log, json, end);

	json_object_put(object);
	return object;
}

bool log_record(struct log *log, const char *json, size_t length)
{
	struct json_object *object = parsed(log, json, json + length);

	if (!object)
		return false;
	take(log, object);
	json_object_put(object);
	return true;
}
