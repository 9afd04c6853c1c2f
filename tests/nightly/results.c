// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "results.h"
#include "shared/memory.h"
#include "shared/message.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = { "none", "pass", "FAIL", "skip" };

	return names[verdict];
}

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *value = json_member(object, name);

	return value ? json_object_get_string(value) : NULL;
}

static unsigned int number_of(struct json_object *object, const char *name)
{
	return json_object_get_int(json_member(object, name));
}

static void keep(struct results *results, const char *name, const struct result *result)
{
	size_t count = ++results->count;

	results->name = grow(results->name, count * sizeof(*results->name));
	results->result = grow(results->result, count * sizeof(*results->result));
	results->name[count - 1] = print("%s", name);
	results->result[count - 1] = *result;
}

/* False: the line is none. */
static bool take(struct results *results, const char *line)
{
	struct json_object *object = json_tokener_parse(line);
	const char *name = text_of(object, "part"), *verdict = text_of(object, "verdict");
	const char *why = text_of(object, "why");
	struct result result = {
		.of = json_object_get_uint64(json_member(object, "of")),
		.began = json_object_get_int64(json_member(object, "began")),
		.seconds = json_object_get_double(json_member(object, "seconds")),
		.counted = json_member(object, "passed") != NULL,
		.passed = number_of(object, "passed"),
		.failed = number_of(object, "failed"),
		.skipped = number_of(object, "skipped"),
	};

	for (int i = VERDICT_PASS; verdict && i <= VERDICT_SKIP; i++)
		if (!strcmp(verdict, verdict_name(i)))
			result.verdict = i;
	if (name && result.verdict) {
		result.why = why ? print("%s", why) : NULL;
		keep(results, name, &result);
	}
	json_object_put(object);
	return name && result.verdict;
}

static bool read_all(struct results *results, FILE *file)
{
	unsigned int number = 0;
	char *line = NULL;
	bool good = true;
	size_t room = 0;
	ssize_t length;
	off_t whole = 0;

	while (good && (length = getline(&line, &room, file)) >= 0) {
		number++;
		if (line[length - 1] != '\n') {
			good = !truncate(results->path, whole);
			if (!good)
				error("%s: %s", results->path, strerror(errno));
			break;
		}
		whole += length;
		good = take(results, line);
		if (!good)
			error("%s:%u: not a line of results: remove the file to begin anew",
			      results->path, number);
	}
	free(line);
	return good;
}

bool results_open(struct results *results, const char *path)
{
	FILE *file = fopen(path, "re");
	struct stat status;
	bool good;

	memset(results, 0, sizeof(*results));
	results->path = print("%s", path);
	if (!file && errno == ENOENT)
		return true;
	/* A device, put in its place, may have no end. */
	good = file && !fstat(fileno(file), &status) &&
	       (!S_ISREG(status.st_mode) || read_all(results, file));
	if (!file)
		error("%s: %s", path, strerror(errno));
	else
		fclose(file);
	return good;
}

const struct result *results_of(const struct results *results, const char *name)
{
	for (size_t i = results->count; i--;)
		if (!strcmp(results->name[i], name))
			return &results->result[i];
	return NULL;
}

static void put(struct json_object *to, const char *name, struct json_object *value)
{
	json_object_object_add(to, name, value);
}

static struct json_object *object_of(const char *name, const struct result *result)
{
	struct json_object *object = json_object_new_object();

	put(object, "part", json_object_new_string(name));
	put(object, "verdict", json_object_new_string(verdict_name(result->verdict)));
	if (result->why)
		put(object, "why", json_object_new_string(result->why));
	put(object, "of", json_object_new_uint64(result->of));
	put(object, "began", json_object_new_int64(result->began));
	put(object, "seconds", json_object_new_double(result->seconds));
	if (result->counted) {
		put(object, "passed", json_object_new_int(result->passed));
		put(object, "failed", json_object_new_int(result->failed));
		put(object, "skipped", json_object_new_int(result->skipped));
	}
	return object;
}

bool results_add(struct results *results, const char *name, const struct result *result)
{
	struct json_object *object = object_of(name, result);
	FILE *file = fopen(results->path, "ae");
	bool good = file != NULL;

	if (file) {
		fprintf(file, "%s\n",
			json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
		good = !fflush(file);
		good = !fclose(file) && good;
	}
	if (!good)
		error("%s: %s", results->path, strerror(errno));
	json_object_put(object);
	keep(results, name, result);
	return good;
}

void results_free(struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		free(results->name[i]);
		free(results->result[i].why);
	}
	free(results->name);
	free(results->result);
	free(results->path);
}
