// SPDX-License-Identifier: GPL-2.0-only
/* The file of facts: a line of JSON each, the first for the header. */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/output.h"
#include "facts.h"
#include "shared/memory.h"
#include "shared/message.h"

static void put(struct json_object *to, const char *name, const char *text)
{
	if (text)
		json_object_object_add(to, name, json_object_new_string(text));
}

static void put_number(struct json_object *to, const char *name, uint64_t number)
{
	json_object_object_add(to, name, json_object_new_uint64(number));
}

static struct json_object *exits_object(const struct histogram *exits)
{
	struct json_object *object = json_object_new_object();
	char reason[16];

	for (size_t i = 0; i < exits->rows; i++) {
		snprintf(reason, sizeof(reason), "%" PRIu32, exits->row[i].reason);
		put_number(object, reason, exits->row[i].count);
	}
	return object;
}

static struct json_object *facts_object(const struct facts *facts)
{
	struct json_object *object = json_object_new_object();
	struct json_object *failed = json_object_new_array();

	put(object, "test", facts->test);
	put_number(object, "print", facts->print);
	put(object, "end", facts->end);
	json_object_object_add(object, "said", json_object_new_boolean(facts->said));
	put(object, "last", facts->last);
	put(object, "erred", facts->erred);
	put_number(object, "pass", facts->pass);
	put_number(object, "fail", facts->fail);
	put_number(object, "skip", facts->skip);
	for (size_t i = 0; i < facts->failed_count; i++)
		json_object_array_add(failed, json_object_new_string(facts->failed[i]));
	json_object_object_add(object, "failed", failed);
	put(object, "skipped", facts->skipped);
	put_number(object, "complaints", facts->complaints);
	put(object, "complaint", facts->complaint);
	put_number(object, "lab_ns", facts->lab_ns);
	put_number(object, "worked_ns", facts->worked_ns);
	if (facts->counted)
		json_object_object_add(object, "exits", exits_object(&facts->exits));
	return object;
}

static struct json_object *header_object(const struct facts_header *header)
{
	struct json_object *object = json_object_new_object();

	put(object, "suite", header->suite);
	put(object, "lab", header->lab);
	put(object, "config", header->config);
	put(object, "kernel", header->kernel);
	put(object, "modules", header->modules);
	put(object, "emulator", header->emulator);
	put(object, "release", header->release);
	return object;
}

static void write_line(struct json_object *object, FILE *to)
{
	fprintf(to, "%s\n", json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

bool facts_write(const struct facts_file *file, const char *path)
{
	struct output output;

	if (!output_open(&output, path))
		return false;
	write_line(header_object(&file->header), output.file);
	for (size_t i = 0; i < file->count; i++)
		write_line(facts_object(&file->facts[i]), output.file);
	return output_close(&output);
}

bool facts_append(const struct facts *facts, const char *path)
{
	FILE *file = fopen(path, "ae");
	bool good = file != NULL;

	if (file) {
		write_line(facts_object(facts), file);
		good = !ferror(file);
		good = !fclose(file) && good;
	}
	if (!good)
		error("%s: %s", path, strerror(errno));
	return good;
}

static char *text(struct json_object *object, const char *name)
{
	struct json_object *value = json_member(object, name);

	return value ? print("%s", json_object_get_string(value)) : NULL;
}

static uint64_t number(struct json_object *object, const char *name)
{
	return json_object_get_uint64(json_member(object, name));
}

static void read_exits(struct facts *facts, struct json_object *exits)
{
	facts->counted = json_object_is_type(exits, json_type_object);
	if (!facts->counted)
		return;
	json_object_object_foreach(exits, reason, count) histogram_add(
		&facts->exits, strtoul(reason, NULL, 10), json_object_get_uint64(count));
}

static void read_failed(struct facts *facts, struct json_object *failed)
{
	size_t count =
		json_object_is_type(failed, json_type_array) ? json_object_array_length(failed) : 0;

	facts->failed = allocate((count + 1) * sizeof(*facts->failed));
	for (size_t i = 0; i < count; i++)
		facts->failed[facts->failed_count++] =
			print("%s", json_object_get_string(json_object_array_get_idx(failed, i)));
}

static bool read_facts(struct facts_file *file, struct json_object *object)
{
	struct facts facts = {
		.test = text(object, "test"),
		.print = number(object, "print"),
		.end = text(object, "end"),
		.said = json_object_get_boolean(json_member(object, "said")),
		.last = text(object, "last"),
		.erred = text(object, "erred"),
		.pass = number(object, "pass"),
		.fail = number(object, "fail"),
		.skip = number(object, "skip"),
		.skipped = text(object, "skipped"),
		.complaints = number(object, "complaints"),
		.complaint = text(object, "complaint"),
		.lab_ns = number(object, "lab_ns"),
		.worked_ns = number(object, "worked_ns"),
	};

	read_exits(&facts, json_member(object, "exits"));
	read_failed(&facts, json_member(object, "failed"));
	if (facts.test && facts.end) {
		facts_add(file, &facts);
		return true;
	}
	facts_free(&facts);
	return false;
}

static bool read_header(struct facts_file *file, struct json_object *object)
{
	struct {
		const char *name;
		char **to;
	} words[] = {
		{ "suite", &file->header.suite },     { "lab", &file->header.lab },
		{ "config", &file->header.config },   { "kernel", &file->header.kernel },
		{ "modules", &file->header.modules }, { "emulator", &file->header.emulator },
		{ "release", &file->header.release },
	};
	bool all = true;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*words[i].to = text(object, words[i].name);
		all = all && *words[i].to;
	}
	return all;
}

bool facts_read(struct facts_file *file, const char *path)
{
	FILE *from = fopen(path, "re");
	unsigned int lines = 0;
	bool good = from != NULL;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	memset(file, 0, sizeof(*file));
	if (!from)
		error("%s: %s", path, strerror(errno));
	while (good && (length = getline(&line, &room, from)) > 0) {
		struct json_object *object;

		if (line[length - 1] != '\n' && lines)
			break;
		object = json_tokener_parse(line);
		good = json_object_is_type(object, json_type_object) &&
		       (lines++ ? read_facts(file, object) : read_header(file, object));
		json_object_put(object);
		if (!good)
			error("%s:%u: not a line of results", path, lines ? lines : 1);
	}
	if (good && !lines)
		error("%s: no results in it", path);
	free(line);
	if (from)
		fclose(from);
	return good && lines;
}
