// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses a guest's serial log line by line. Whatever else is in it (firmware, kernel messages, boot
 * menus) is passed over; a record or a result line that is damaged is remembered as damage, because
 * a damaged log must never be a pass.
 */
#include <ctype.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define RECORD	  "# exitscope {"
#define MAX_TESTS 100000

__attribute__((format(printf, 2, 3))) static void damage(struct log *log, const char *format, ...)
{
	va_list arguments;
	char *text;

	if (log->damage)
		return;
	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	log->damage = print("line %u: %s", log->number, text ? text : "damaged");
	free(text);
}

/* The result of workload n; made if it is new. */
static struct log_result *result_of(struct log *log, unsigned int n)
{
	struct log_result *result;

	for (size_t i = log->result_count; i--;)
		if (log->results[i].n == n)
			return &log->results[i];
	log->results = grow(log->results, (log->result_count + 1) * sizeof(*result));
	result = &log->results[log->result_count++];
	memset(result, 0, sizeof(*result));
	result->n = n;
	return result;
}

static void set_name(struct log_result *result, const char *name, size_t length)
{
	if (!result->name)
		result->name = print("%.*s", (int)length, name);
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &value);
	return value;
}

static uint64_t number(struct json_object *object, const char *name)
{
	return json_object_get_uint64(member(object, name));
}

static char *text(struct json_object *object, const char *name)
{
	const char *value = json_object_get_string(member(object, name));

	return print("%s", value ? value : "");
}

/* The same, NULL if there is none. */
static char *optional(struct json_object *object, const char *name)
{
	return member(object, name) ? text(object, name) : NULL;
}

static bool is(struct json_object *object, const char *name, const char *expected)
{
	struct json_object *value = member(object, name);

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
		damage(log, "a second host record");
		return;
	}
	host->seen = true;
	host->abi = number(object, "abi");
	host->counters = json_object_get_boolean(member(object, "counters"));
	host->numbering = text(object, "numbering");
	host->boot = text(object, "boot");
	host->flags = number(object, "flags");
	host->vcpus = number(object, "vcpus");
	host->flag_names = joined(member(object, "flag_names"));
}

static void exit_record(struct log_result *result, struct json_object *object)
{
	struct json_object *expect = member(object, "expect");
	struct log_exit *exit;

	result->exits = grow(result->exits, (result->exit_count + 1) * sizeof(*exit));
	exit = &result->exits[result->exit_count++];
	exit->reason = number(object, "reason");
	exit->name = text(object, "name");
	exit->count = number(object, "count");
	exit->handled = number(object, "handled");
	exit->away = number(object, "away");
	exit->background = json_object_get_boolean(member(object, "background"));
	exit->more = number(object, "more");
	exit->fewer = number(object, "fewer");
	exit->at_most = json_object_get_boolean(member(object, "at_most"));
	exit->expect = expect && !exit->background ? json_object_get_int64(expect) : -1;
}

bool log_exit_wrong(const struct log_exit *exit)
{
	uint64_t expected = exit->expect < 0 ? 0 : exit->expect;

	if (exit->background)
		return false;
	return exit->count > expected + exit->more ||
	       (!exit->at_most && exit->count + exit->fewer < expected);
}

static void round_trip(struct log_result *result, struct json_object *object)
{
	result->round_trip = object != NULL;
	result->min = json_object_get_double(member(object, "min"));
	result->median = json_object_get_double(member(object, "median"));
	result->p99 = json_object_get_double(member(object, "p99"));
	result->max = json_object_get_double(member(object, "max"));
	result->mean = json_object_get_double(member(object, "mean"));
	result->unsteady = member(object, "steady") &&
			   !json_object_get_boolean(member(object, "steady"));
}

static void result_record(struct log *log, struct json_object *object)
{
	struct json_object *exits = member(object, "exits");
	const char *name = json_object_get_string(member(object, "name"));
	uint64_t n = number(object, "n");
	enum outcome said = outcome(object);
	struct log_result *result;

	if (!n || n > MAX_TESTS || !name || said < OUTCOME_PASS || said > OUTCOME_SKIP) {
		damage(log, "a result record without number, name or verdict");
		return;
	}
	result = result_of(log, n);
	if (result->record != OUTCOME_NONE) {
		damage(log, "a second result record for workload %u", result->n);
		return;
	}
	set_name(result, name, strlen(name));
	result->record = said;
	if (!result->why)
		result->why = optional(object, "why");
	result->ops = number(object, "ops");
	round_trip(result, member(object, "round_trip"));
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

static void end_record(struct log *log, struct json_object *object)
{
	struct log_end *end = &log->end;

	if (end->seen) {
		damage(log, "a second end record");
		return;
	}
	end->seen = true;
	end->verdict = outcome(object);
	end->pass = number(object, "pass");
	end->fail = number(object, "fail");
	end->skip = number(object, "skip");
	end->message = optional(object, "message");
	end->word = optional(object, "word");
}

static void record(struct log *log, const char *json, size_t length)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object = json_tokener_parse_ex(tokener, json, length);
	size_t used = json_tokener_get_parse_end(tokener);

	while (used < length && isspace((unsigned char)json[used]))
		used++;
	if (!object || used != length)
		damage(log, "a damaged record");
	else if (is(object, "type", "host"))
		host_record(log, object);
	else if (is(object, "type", "result"))
		result_record(log, object);
	else if (is(object, "type", "workload"))
		workload_record(log, object);
	else if (is(object, "type", "end"))
		end_record(log, object);
	/* Other types are from newer guests, and are theirs. */
	json_object_put(object);
	json_tokener_free(tokener);
}

/* A number of decimal digits at *at; -1 if there is none. */
static long digits(const char **at, const char *end)
{
	long value = 0;

	if (*at == end || !isdigit((unsigned char)**at))
		return -1;
	while (*at < end && isdigit((unsigned char)**at) && value <= MAX_TESTS)
		value = value * 10 + *(*at)++ - '0';
	return value;
}

static const char *find(const char *at, const char *end, const char *word)
{
	return end > at ? memmem(at, end - at, word, strlen(word)) : NULL;
}

static bool skip_word(const char **at, const char *end, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(end - *at) < length || memcmp(*at, word, length))
		return false;
	*at += length;
	return true;
}

/* After `ok ` or `not ok `: `N name`, `N name # SKIP why`. */
static void result_line(struct log *log, bool ok, const char *at, const char *end)
{
	const char *directive, *name_end;
	struct log_result *result;
	long n = digits(&at, end);

	if (n <= 0 || n > MAX_TESTS) {
		damage(log, "a result line without a number");
		return;
	}
	result = result_of(log, n);
	if (result->line != OUTCOME_NONE) {
		damage(log, "a second result line for workload %ld", n);
		return;
	}
	while (at < end && (*at == ' ' || *at == '-'))
		at++;
	directive = find(at, end, "# SKIP");
	name_end = directive ? directive : end;
	while (name_end > at && name_end[-1] == ' ')
		name_end--;
	if (name_end == at)
		damage(log, "a result line without a name");
	else if (result->name && (strlen(result->name) != (size_t)(name_end - at) ||
				  memcmp(result->name, at, name_end - at)))
		damage(log, "result line and record of workload %ld name it differently", n);
	set_name(result, at, name_end - at);
	result->line = !ok ? OUTCOME_FAIL : directive ? OUTCOME_SKIP : OUTCOME_PASS;
	if (!ok && !result->why)
		result->why = log->wrong;
	else
		free(log->wrong);
	log->wrong = NULL;
	if (directive) {
		directive += 6;
		while (directive < end && *directive == ' ')
			directive++;
		free(result->why);
		result->why = print("%.*s", (int)(end - directive), directive);
	}
}

/* For people; kept for what has no counts to tell it by. */
static void wrong_line(struct log *log, const char *at, const char *end)
{
	free(log->wrong);
	log->wrong = print("%.*s", (int)(end - at), at);
}

static void plan_line(struct log *log, const char *at, const char *end)
{
	long plan = digits(&at, end);

	if (log->planned || plan < 0 || (at < end && *at != ' '))
		damage(log, "a damaged or second plan");
	log->planned = true;
	log->plan = plan;
}

/* `[   12.345678] `, which a kernel puts before its lines. */
static const char *skip_timestamp(const char *at, const char *end)
{
	const char *start = at;

	if (at == end || *at++ != '[')
		return start;
	while (at < end && (*at == ' ' || *at == '.' || isdigit((unsigned char)*at)))
		at++;
	if (end - at < 2 || at[0] != ']' || at[1] != ' ')
		return start;
	return at + 2;
}

void log_line(struct log *log, const char *line, size_t length)
{
	const char *end = line + length, *at, *json;

	log->number++;
	while (end > line && (end[-1] == '\r' || end[-1] == '\n'))
		end--;
	/* A header or a record may stand behind what the firmware or a kernel left on its line. */
	if (find(line, end, "KTAP version 1")) {
		log->runs++;
		return;
	}
	json = find(line, end, RECORD);
	if (json) {
		json += sizeof(RECORD) - 2;
		record(log, json, end - json);
		return;
	}
	if (!log->runs)
		return;
	at = skip_timestamp(line, end);
	if (skip_word(&at, end, "1.."))
		plan_line(log, at, end);
	else if (skip_word(&at, end, "ok "))
		result_line(log, true, at, end);
	else if (skip_word(&at, end, "not ok "))
		result_line(log, false, at, end);
	else if (skip_word(&at, end, "# WRONG: "))
		wrong_line(log, at, end);
}

bool log_read(struct log *log, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool good;

	while ((length = getline(&line, &room, file)) >= 0)
		log_line(log, line, length);
	good = !ferror(file);
	free(line);
	return good;
}

void log_free(struct log *log)
{
	for (size_t i = 0; i < log->result_count; i++) {
		struct log_result *result = &log->results[i];

		for (size_t j = 0; j < result->exit_count; j++)
			free(result->exits[j].name);
		free(result->exits);
		free(result->name);
		free(result->why);
	}
	free(log->results);
	for (size_t i = 0; i < log->workload_count; i++) {
		free(log->workloads[i].name);
		free(log->workloads[i].summary);
	}
	free(log->workloads);
	free(log->wrong);
	free(log->end.message);
	free(log->end.word);
	free(log->host.numbering);
	free(log->host.flag_names);
	free(log->host.boot);
	free(log->damage);
	memset(log, 0, sizeof(*log));
}
