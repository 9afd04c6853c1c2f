// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log that show, check, diff, export and report read. A test is a workload of one operation, and its
 * instructions are the round trip. Its exits are counted, and nothing is expected of them. A known
 * deviation and a test that was not run are a SKIP that says so. Without all results there is no end
 * record, so that the log is incomplete.
 */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "results.h"
#include "shared/memory.h"

static void put(struct json_object *to, const char *name, const char *text)
{
	json_object_object_add(to, name, json_object_new_string(text));
}

static void put_number(struct json_object *to, const char *name, uint64_t number)
{
	json_object_object_add(to, name, json_object_new_uint64(number));
}

static void put_flag(struct json_object *to, const char *name, bool flag)
{
	json_object_object_add(to, name, json_object_new_boolean(flag));
}

static void record(struct json_object *object, FILE *to)
{
	fprintf(to, "# exitscope %s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

static const char *ktap_verdict(enum judgement judgement)
{
	if (judgement == JUDGED_PASS)
		return "pass";
	return judgement == JUDGED_FAIL || judgement == JUDGED_TIMEOUT ? "fail" : "skip";
}

static void run_record(const struct results *results, FILE *to)
{
	const struct facts_header *header = results->header;
	struct json_object *object = json_object_new_object();

	put(object, "type", "run");
	put(object, "lab", header->lab);
	put(object, "config", header->config);
	put_number(object, "place", 0);
	if (results->quirks && results->quirks->emulator) {
		put(object, "emulator", results->quirks->emulator);
		put(object, "version", results->quirks->version);
		put_flag(object, "checked", results->quirks->checked);
		put(object, "quirks", results->quirks->told);
	}
	put(object, "suite", header->suite);
	put(object, "release", header->release);
	put(object, "modules", header->modules);
	record(object, to);
}

static void host_record(const struct results *results, FILE *to)
{
	struct json_object *object = json_object_new_object();

	put(object, "type", "host");
	put_flag(object, "counters", true);
	put(object, "counts", "host");
	put(object, "numbering", results->header->lab);
	put_number(object, "flags", 0);
	json_object_object_add(object, "flag_names", json_object_new_array());
	put_number(object, "vcpus", 1);
	record(object, to);
}

static struct json_object *exits_array(const struct results *results, const struct facts *facts)
{
	struct json_object *array = json_object_new_array();
	char room[16];

	for (size_t i = 0; i < facts->exits.rows; i++) {
		struct json_object *exit = json_object_new_object();
		uint32_t reason = facts->exits.row[i].reason;

		put_number(exit, "reason", reason);
		put(exit, "name", results_reason(results->header->lab, reason, room));
		put_number(exit, "count", facts->exits.row[i].count);
		put_flag(exit, "background", true);
		json_object_array_add(array, exit);
	}
	return array;
}

static void put_measured(struct json_object *object, const struct results *results,
			 const struct facts *facts)
{
	static const char *const all[] = { "min", "median", "p99", "max", "mean" };
	struct json_object *trip = json_object_new_object(), *parts = json_object_new_object();

	put_number(object, "ops", 1);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		put_number(trip, all[i], results_instructions(results, facts));
	json_object_object_add(object, "round_trip", trip);
	put_number(object, "lab_ns", facts->lab_ns);
	put_number(parts, "pass", facts->pass);
	put_number(parts, "fail", facts->fail);
	put_number(parts, "skip", facts->skip);
	json_object_object_add(object, "parts", parts);
	if (facts->counted)
		json_object_object_add(object, "exits", exits_array(results, facts));
}

static void result(const struct results *results, size_t i, FILE *to)
{
	const struct verdict *verdict = &results->verdict[i];
	const char *said = ktap_verdict(verdict->judgement), *why = verdict->why;
	const char *name = verdict->test->name;
	struct json_object *object = json_object_new_object();

	put(object, "type", "result");
	put_number(object, "n", i + 1);
	put(object, "name", name);
	put(object, "verdict", said);
	put(object, "suite_verdict", judgement_name(verdict->judgement));
	if (why)
		put(object, "why", why);
	if (verdict->facts && verdict->judgement != JUDGED_NOT_RUN)
		put_measured(object, results, verdict->facts);
	record(object, to);
	if (!strcmp(said, "fail"))
		fprintf(to, "# WRONG: %s\nnot ok %zu %s\n", why ? why : "fails", i + 1, name);
	else if (!strcmp(said, "skip"))
		fprintf(to, "ok %zu %s # SKIP %s%s\n", i + 1, name,
			verdict->judgement == JUDGED_NOT_RUN ? "not run: " : "", why ? why : "");
	else
		fprintf(to, "ok %zu %s\n", i + 1, name);
}

static void end_record(const struct results *results, FILE *to)
{
	const unsigned int *tally = results->tally;
	unsigned int fail = tally[JUDGED_FAIL] + tally[JUDGED_TIMEOUT];
	struct json_object *object = json_object_new_object();

	put(object, "type", "end");
	put(object, "verdict", fail ? "fail" : tally[JUDGED_PASS] ? "pass" : "skip");
	put_number(object, "pass", tally[JUDGED_PASS]);
	put_number(object, "fail", fail);
	put_number(object, "skip",
		   tally[JUDGED_KNOWN] + tally[JUDGED_SKIP] + tally[JUDGED_NOT_RUN]);
	record(object, to);
}

void results_ktap(const struct results *results, FILE *to)
{
	run_record(results, to);
	fprintf(to, "KTAP version 1\n1..%zu\n", results->count);
	host_record(results, to);
	for (size_t i = 0; i < results->count; i++)
		if (results->verdict[i].judgement != JUDGED_MISSING)
			result(results, i, to);
	if (!results->tally[JUDGED_MISSING])
		end_record(results, to);
}
