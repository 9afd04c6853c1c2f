// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "hostcount.h"
#include "shared/memory.h"

#define RECORD "# exitscope {"

/* One reason of a row: expected, counted, or both. */
struct row_exit {
	uint32_t reason;
	uint64_t count, expect, more, fewer;
	uint64_t late; /* so many operations may have had none: the host had held up the guest */
	bool background, at_most;
};

struct row {
	const struct hostcount *counts;
	struct row_exit *exits;
	size_t exit_count;
	uint64_t background; /* exits that are the host's own business */
	uint64_t disturbed;  /* exits missing of late operations, if that is all that is wrong */
};

static bool emit(const struct hostcount *counts, const char *text)
{
	return counts->put(counts->data, text, strlen(text));
}

static bool emit_record(const struct hostcount *counts, struct json_object *object)
{
	char *text = print("# exitscope %s",
			   json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	bool good = emit(counts, text);

	free(text);
	return good;
}

static const char *word(struct json_object *object, const char *name)
{
	const char *text = json_object_get_string(json_member(object, name));

	return text ? text : "";
}

static struct row_exit *exit_of(struct row *row, uint32_t reason)
{
	for (size_t i = 0; i < row->exit_count; i++)
		if (row->exits[i].reason == reason)
			return &row->exits[i];
	row->exits = grow(row->exits, (row->exit_count + 1) * sizeof(*row->exits));
	row->exits[row->exit_count] = (struct row_exit){ .reason = reason };
	return &row->exits[row->exit_count++];
}

static void take_counts(struct row *row, const struct histogram *before,
			const struct histogram *after)
{
	struct histogram window = { 0 };

	histogram_add_since(&window, before, after);
	for (size_t i = 0; i < window.rows; i++)
		if (window.row[i].count)
			exit_of(row, window.row[i].reason)->count = window.row[i].count;
	free(window.row);
	exit_of(row, reason_of_cpuid(row->counts->isa))->count--;
}

static void take_expectation(struct row *row, struct json_object *object)
{
	struct row_exit *exit = exit_of(row, json_object_get_uint64(json_member(object, "reason")));
	const char *disturbed = word(object, "disturbed");

	exit->expect = json_object_get_uint64(json_member(object, "expect"));
	exit->at_most = json_object_get_boolean(json_member(object, "at_most"));
	exit->more = !strcmp(disturbed, "more");
	exit->fewer = !strcmp(disturbed, "fewer");
	exit->late = json_object_get_uint64(json_member(object, "late"));
}

/* By as many as the host's own exits, more or fewer (guestos/measure/workload.h). */
static void settle_background(struct row *row)
{
	for (size_t i = 0; i < row->exit_count; i++) {
		struct row_exit *exit = &row->exits[i];

		exit->background = !exit->expect &&
				   reason_is_background(row->counts->isa, exit->reason);
		row->background += exit->background ? exit->count : 0;
	}
	for (size_t i = 0; i < row->exit_count; i++) {
		row->exits[i].more *= row->background;
		row->exits[i].fewer *= row->background;
	}
}

static bool is_exact(const struct row_exit *exit)
{
	return exit->background || (exit->count <= exit->expect + exit->more &&
				    (exit->at_most || exit->count + exit->fewer >= exit->expect));
}

static uint64_t missing(const struct row_exit *exit)
{
	return exit->count < exit->expect ? exit->expect - exit->count : 0;
}

/* What late operations lack is excused where that makes the row right; else nothing is. */
static void settle_late(struct row *row)
{
	uint64_t sum = 0;
	bool exact = true;

	for (size_t i = 0; i < row->exit_count; i++) {
		struct row_exit excused = row->exits[i];

		if (missing(&excused) && missing(&excused) <= excused.late)
			sum += excused.fewer = missing(&excused);
		exact &= is_exact(&excused);
	}
	row->disturbed = exact ? sum : 0;
	for (size_t i = 0; row->disturbed && i < row->exit_count; i++)
		if (row->exits[i].late)
			row->exits[i].fewer = missing(&row->exits[i]);
}

/* The guest's order: what it counts itself, the host's own, the host's interrupts, CPUID. */
static unsigned int place(enum isa isa, uint32_t reason)
{
	if (reason == reason_of_cpuid(isa))
		return 3;
	if (reason == reason_of_interrupt(isa))
		return 2;
	return reason_is_background(isa, reason);
}

static int by_place(const void *a, const void *b, void *isa)
{
	const struct row_exit *left = a, *right = b;
	unsigned int first = place(*(enum isa *)isa, left->reason);
	unsigned int second = place(*(enum isa *)isa, right->reason);

	if (first != second)
		return first < second ? -1 : 1;
	return left->reason < right->reason ? -1 : left->reason > right->reason;
}

static const char *name_of(const struct row *row, uint32_t reason)
{
	const char *name = reason_name(row->counts->isa, reason);

	return name ? name : "unnamed";
}

static void add(struct json_object *object, const char *name, uint64_t value)
{
	json_object_object_add(object, name, json_object_new_uint64(value));
}

static struct json_object *exit_object(const struct row *row, const struct row_exit *exit)
{
	struct json_object *object = json_object_new_object();

	add(object, "reason", exit->reason);
	json_object_object_add(object, "name", json_object_new_string(name_of(row, exit->reason)));
	add(object, "count", exit->count);
	if (exit->background)
		json_object_object_add(object, "background", json_object_new_boolean(true));
	else
		add(object, "expect", exit->expect);
	if (exit->more)
		add(object, "more", exit->more);
	if (exit->fewer)
		add(object, "fewer", exit->fewer);
	if (exit->at_most)
		json_object_object_add(object, "at_most", json_object_new_boolean(true));
	return object;
}

/* The guest's words for a count that is wrong. */
static bool say_wrong(const struct row *row, const struct row_exit *exit, uint64_t ops)
{
	char *text = print("# WRONG: %s (%" PRIu32 "): expected %" PRIu64 " exits in %" PRIu64
			   " operations, counted %" PRIu64,
			   name_of(row, exit->reason), exit->reason, exit->expect, ops,
			   exit->count);
	bool good = emit(row->counts, text);

	free(text);
	return good;
}

/* In the place of what was expected; false if a count is not as it must be. */
static bool put_exits(struct row *row, struct json_object *result, bool *good)
{
	struct json_object *exits = json_object_new_array(),
			   *trip = json_member(result, "round_trip");
	uint64_t ops = json_object_get_uint64(json_member(result, "ops"));
	enum isa isa = row->counts->isa;
	bool exact = true;

	qsort_r(row->exits, row->exit_count, sizeof(*row->exits), by_place, &isa);
	for (size_t i = 0; i < row->exit_count; i++) {
		const struct row_exit *exit = &row->exits[i];

		if (!exit->count && !exit->expect)
			continue;
		json_object_array_add(exits, exit_object(row, exit));
		if (is_exact(exit))
			continue;
		exact = false;
		*good = *good && say_wrong(row, exit, ops);
	}
	json_object_get(trip);
	json_object_object_del(result, "expects");
	json_object_object_del(result, "round_trip");
	if (row->disturbed)
		add(result, "disturbed", row->disturbed);
	json_object_object_add(result, "exits", exits);
	json_object_object_add(result, "round_trip", trip);
	return exact;
}

static bool put_result(struct hostcount *counts, bool exact, uint64_t disturbed)
{
	const char *verdict = "pass";
	unsigned int *tally = &counts->pass;
	struct json_object *result = counts->result;
	char *why = disturbed ? print(" # SKIP disturbed: %" PRIu64
				      " deadlines passed while the host had the processor",
				      disturbed)
			      : print("%s", "");
	char *line = print("%sok %d %s%s", exact ? "" : "not ",
			   json_object_get_int(json_member(result, "n")), word(result, "name"),
			   why);
	bool good;

	if (!exact) {
		verdict = "fail";
		tally = &counts->fail;
	} else if (disturbed) {
		verdict = "skip";
		tally = &counts->skip;
		counts->disturbed++;
	}
	(*tally)++;
	json_object_object_add(result, "verdict", json_object_new_string(verdict));
	good = emit_record(counts, result) && emit(counts, line);
	free(line);
	free(why);
	return good;
}

static void forget(struct hostcount *counts)
{
	json_object_put(counts->result);
	free(counts->line);
	counts->result = NULL;
	counts->line = NULL;
}

bool hostcount_window(struct hostcount *counts, const struct histogram *before,
		      const struct histogram *after)
{
	struct row row = { .counts = counts };
	struct json_object *expects = counts->result ? json_member(counts->result, "expects")
						     : NULL;
	bool good = true, exact;

	if (!expects)
		return true;
	take_counts(&row, before, after);
	for (size_t i = 0; i < json_object_array_length(expects); i++)
		take_expectation(&row, json_object_array_get_idx(expects, i));
	settle_background(&row);
	settle_late(&row);
	exact = put_exits(&row, counts->result, &good);
	good = good && put_result(counts, exact, row.disturbed);
	free(row.exits);
	forget(counts);
	return good;
}

bool hostcount_end(struct hostcount *counts)
{
	bool good = true;

	if (counts->result)
		good = emit_record(counts, counts->result);
	if (counts->line)
		good = good && emit(counts, counts->line);
	forget(counts);
	return good;
}

/* The guest says that it has no counters; what comes out is as if it had. */
static bool take_host(struct hostcount *counts, struct json_object *host)
{
	const char *numbering = word(host, "numbering");

	if (strcmp(word(host, "counts"), "host"))
		return emit_record(counts, host);
	counts->isa = !strcmp(numbering, "vmx") ? ISA_VMX : ISA_SVM;
	json_object_object_add(host, "counters", json_object_new_boolean(true));
	json_object_object_del(host, "why_not");
	return emit_record(counts, host);
}

/* Sums and verdict are the guest's own but for the rows that were counted. */
static bool take_end(struct hostcount *counts, struct json_object *end)
{
	const char *verdict = counts->fail ? "fail" : counts->pass ? "pass" : "skip";

	if (counts->isa && (!strcmp(word(end, "verdict"), "skip") || counts->fail))
		json_object_object_add(end, "verdict", json_object_new_string(verdict));
	if (counts->isa) {
		add(end, "pass", counts->pass);
		add(end, "fail", counts->fail);
		add(end, "skip", counts->skip);
	}
	if (counts->disturbed)
		add(end, "disturbed", counts->disturbed);
	return emit_record(counts, end);
}

static bool take_record(struct hostcount *counts, struct json_object *record)
{
	const char *type = word(record, "type");

	if (!strcmp(type, "host"))
		return take_host(counts, record);
	if (!strcmp(type, "end"))
		return take_end(counts, record);
	if (strcmp(type, "result") ||
	    !json_object_is_type(json_member(record, "expects"), json_type_array))
		return emit_record(counts, record);
	counts->result = json_object_get(record);
	return true;
}

/* The line of a row that waits, or of one that was not to be counted. */
static bool take_result_line(struct hostcount *counts, const char *line)
{
	if (counts->result && !counts->line) {
		counts->line = print("%s", line);
		return true;
	}
	if (strncmp(line, "ok ", 3))
		counts->fail++;
	else if (strstr(line, " # SKIP"))
		counts->skip++;
	else
		counts->pass++;
	return emit(counts, line);
}

bool hostcount_line(struct hostcount *counts, const char *line, size_t length)
{
	char *text = print("%.*s", (int)length, line);
	struct json_object *record = NULL;
	bool good;

	if (!strncmp(text, RECORD, strlen(RECORD)))
		record = json_tokener_parse(text + strlen(RECORD) - 1);
	if (record)
		good = take_record(counts, record);
	else if (counts->isa && (!strncmp(text, "ok ", 3) || !strncmp(text, "not ok ", 7)))
		good = take_result_line(counts, text);
	else
		good = counts->put(counts->data, line, length);
	json_object_put(record);
	free(text);
	return good;
}
