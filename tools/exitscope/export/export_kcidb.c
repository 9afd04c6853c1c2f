// SPDX-License-Identifier: GPL-2.0-only
/*
 * KCIDB's I/O schema, version 5.3: the run as a test, and a test a workload. Costs are their `number`, all figures their
 * `misc`. In a log that is incomplete nothing is a PASS: what happened to the run is not known.
 */
#include <ctype.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/status.h"
#include "format.h"
#include "json_parts.h"
#include "log/log_value.h"
#include "shared/memory.h"

#define MAJOR 5
#define MINOR 3
#define PATH  "exitscope"
#define UNIT  "cycles"

static const char *or_unknown(const char *text)
{
	return text ? text : "unknown";
}

/* `exitscope.cpuid`: a path of letters, digits, _ and - between dots; to be freed. */
static char *path_of(const struct log_result *result)
{
	char *path = print("%s.%s", PATH, result->name && *result->name ? result->name : "_");

	for (char *at = path; *at; at++) {
		bool dot = *at == '.' && at[1] && at[1] != '.';

		if (!dot && !isalnum((unsigned char)*at) && *at != '_' && *at != '-')
			*at = '_';
	}
	return path;
}

static const char *status_of(const struct exported *exported, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_FAIL:
		return "FAIL";
	case OUTCOME_SKIP:
		return "SKIP";
	case OUTCOME_PASS:
		return status_whole(exported->status) ? "PASS" : "ERROR";
	default:
		return "ERROR";
	}
}

/* The guest has not run where there is nothing of it, or nothing could be run. */
static const char *run_status(const struct exported *exported)
{
	switch (exported->status) {
	case STATUS_PASS:
		return exported->log->end.verdict == OUTCOME_PASS ? "PASS" : "DONE";
	case STATUS_FAIL:
		return "FAIL";
	case STATUS_SKIP:
		return "SKIP";
	case STATUS_USAGE:
	case STATUS_CANNOT_RUN:
		return "MISS";
	default:
		return exported->log->runs ? "ERROR" : "MISS";
	}
}

/* Where it was; of the run itself with all that is known of the host. */
static struct json_object *environment(const struct exported *exported, bool run)
{
	const struct log *log = exported->log;
	struct json_object *object = json_object_new_object();
	char *where = log->run.seen ? print("%s %s", log->run.lab, log->run.config)
				    : print("%s", exported->name);

	json_add_text(object, "comment", where);
	if (run && log->host.seen)
		json_object_object_add(object, "misc", json_host(&log->host));
	free(where);
	return object;
}

/* within: what it is of the run, NULL for the run itself. */
static struct json_object *test(const struct exported *exported, const char *within,
				const char *path, const char *status)
{
	const struct kcidb_ids *ids = &exported->ids;
	struct json_object *object = json_object_new_object();
	char *id = print("%s:%s%s%s", or_unknown(ids->origin), ids->run ? ids->run : exported->name,
			 within ? "/" : "", within ? within : "");

	json_add_text(object, "id", id);
	json_add_text(object, "origin", or_unknown(ids->origin));
	json_add_text(object, "build_id", ids->build ? ids->build : "unknown:unknown");
	json_add_text(object, "path", path);
	json_add_text(object, "status", status);
	json_add_text(object, "log_url", ids->log_url);
	json_object_object_add(object, "environment", environment(exported, !within));
	free(id);
	return object;
}

/* What the host has disturbed, what waits for a point in time, and what is not known whole, has no cost. */
static void add_number(struct json_object *object, const struct exported *exported,
		       const struct log_result *result)
{
	struct json_object *number;

	if (!status_whole(exported->status) || !result->round_trip || result->waits ||
	    result->line == OUTCOME_SKIP)
		return;
	number = json_object_new_object();
	json_object_object_add(number, "value", json_object_new_double(result->median));
	json_object_object_add(number, "unit", json_utf8(UNIT));
	json_object_object_add(object, "number", number);
}

static struct json_object *workload(const struct exported *exported,
				    const struct log_result *result)
{
	char *path = path_of(result), *within = print("%u", result->n);
	struct json_object *object =
		test(exported, within, path, status_of(exported, result->line));

	json_add_text(object, "comment", result->why);
	add_number(object, exported, result);
	json_object_object_add(object, "misc", json_result(result));
	free(within);
	free(path);
	return object;
}

void export_kcidb(const struct exported *exported, FILE *to)
{
	struct json_object *object = json_object_new_object();
	struct json_object *version = json_object_new_object(), *tests = json_object_new_array();
	struct json_object *run = test(exported, NULL, PATH, run_status(exported));

	json_object_object_add(version, "major", json_object_new_int(MAJOR));
	json_object_object_add(version, "minor", json_object_new_int(MINOR));
	json_object_object_add(object, "version", version);
	json_add_text(run, "comment", exported->why);
	json_object_array_add(tests, run);
	for (size_t i = 0; i < exported->log->result_count; i++)
		json_object_array_add(tests, workload(exported, &exported->log->results[i]));
	json_object_object_add(object, "tests", tests);
	fprintf(to, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
