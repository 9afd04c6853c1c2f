// SPDX-License-Identifier: GPL-2.0-only
/* JSON: one object; members as in the guest's records, and the verdict on the whole log. */
#include <json-c/json.h>
#include <string.h>

#include "base/json.h"
#include "base/status.h"
#include "format.h"
#include "json_parts.h"
#include "log/log.h"

static const char *verdict_of(enum status status)
{
	switch (status) {
	case STATUS_PASS:
		return "pass";
	case STATUS_FAIL:
		return "fail";
	case STATUS_SKIP:
		return "skip";
	case STATUS_USAGE:
		return "error";
	default:
		return "incomplete";
	}
}

void export_json(const struct exported *exported, FILE *to)
{
	const struct log *log = exported->log;
	struct json_object *object = json_object_new_object();
	struct json_object *results = json_object_new_array();

	json_add_text(object, "log", exported->name);
	json_add_text(object, "verdict", verdict_of(exported->status));
	json_add_text(object, "why", exported->why);
	if (log->run.seen) {
		json_add_text(object, "lab", log->run.lab);
		json_add_text(object, "config", log->run.config);
	}
	if (log->host.seen)
		json_object_object_add(object, "host", json_host(&log->host));
	for (size_t i = 0; i < log->result_count; i++)
		json_object_array_add(results, json_result(&log->results[i]));
	json_object_object_add(object, "results", results);
	fprintf(to, "%s\n", json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY));
	json_object_put(object);
}
