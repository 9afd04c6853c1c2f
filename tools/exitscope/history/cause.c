// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "calls/changes.h"
#include "calls/format_read.h"
#include "cause.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "walk/tree.h"

/* What a function stands for: where one has moved into another, or out of it, both. */
static int64_t more_of(const struct changed *changed)
{
	return changed_own(changed) + (changed->moved ? changed_own(changed->moved) : 0);
}

static const char *kind_of(const struct changed *changed)
{
	switch (changed->kind) {
	case CHANGE_NEW:
		return "n";
	case CHANGE_GONE:
		return "g";
	case CHANGE_OUTLINED:
		return "o";
	case CHANGE_INLINED:
		return "i";
	default:
		return "";
	}
}

static bool told(const struct changed *changed)
{
	return changed->kind != CHANGE_NONE && changed->kind != CHANGE_OTHER && more_of(changed);
}

static int by_size(const void *a, const void *b)
{
	const struct changed *one = *(struct changed *const *)a;
	const struct changed *other = *(struct changed *const *)b;
	int64_t x = told(one) ? llabs(more_of(one)) : 0,
		y = told(other) ? llabs(more_of(other)) : 0;

	return x != y ? (x < y) - (x > y) : strcmp(one->name, other->name);
}

/* Its place in the line's list of functions. */
static struct json_object *function(struct json_object *names, const char *name, const char *module)
{
	char *text = print("%s %s", name, module);
	size_t at, n = json_object_array_length(names);

	for (at = 0; at < n; at++)
		if (!strcmp(json_object_get_string(json_object_array_get_idx(names, at)), text))
			break;
	if (at == n)
		json_object_array_add(names, json_object_new_string(text));
	free(text);
	return json_object_new_int64(at);
}

/* [function, more, calls, kind, the other function]: the last two where there is something to say. */
static struct json_object *entry_of(struct json_object *names, const struct changed *changed)
{
	struct json_object *entry = json_object_new_array();

	json_object_array_add(entry, function(names, changed->name, changed->module));
	json_object_array_add(entry, json_object_new_int64(more_of(changed)));
	json_object_array_add(entry, json_object_new_int64(changed_calls(changed)));
	if (!*kind_of(changed))
		return entry;
	json_object_array_add(entry, json_object_new_string(kind_of(changed)));
	if (changed->moved)
		json_object_array_add(entry, function(names, changed->moved->name,
						      changed->moved->module));
	return entry;
}

/* [instructions before, now, what differs by functions that are not listed, entry...] */
static struct json_object *row_of(struct json_object *names, struct changes *changes)
{
	struct json_object *row = json_object_new_array();
	int64_t rest = (int64_t)(changes->total[NOW] - changes->total[BEFORE]);
	size_t n = 0;

	qsort(changes->changed, changes->n, sizeof(*changes->changed), by_size);
	while (n < changes->n && n < CAUSES_MOST && told(changes->changed[n]))
		rest -= more_of(changes->changed[n++]);
	json_object_array_add(row, json_object_new_int64(changes->total[BEFORE]));
	json_object_array_add(row, json_object_new_int64(changes->total[NOW]));
	json_object_array_add(row, json_object_new_int64(rest));
	for (size_t i = 0; i < n; i++)
		json_object_array_add(row, entry_of(names, changes->changed[i]));
	return row;
}

static bool read_both(struct parts *parts, const char *before, const char *now)
{
	char *wrong = parts_read(parts, BEFORE, before);

	if (!wrong)
		wrong = parts_read(parts, NOW, now);
	if (wrong)
		error("%s", wrong);
	free(wrong);
	return !wrong;
}

struct json_object *cause_line(const char *lab, const char *config, const char *before,
			       const char *now, const char *package, const char *before_file,
			       const char *now_file)
{
	struct parts parts = { .worlds = world_names, .world_count = WORLDS };
	struct json_object *line, *names, *rows;
	struct changes changes;

	if (!read_both(&parts, before_file, now_file)) {
		parts_free(&parts);
		return NULL;
	}
	parts_sum(&parts, true);
	line = json_object_new_object();
	names = json_object_new_array();
	rows = json_object_new_object();
	json_add_text(line, "type", "step");
	json_add_text(line, "lab", lab);
	json_add_text(line, "config", config);
	json_add_text(line, "before", before);
	json_add_text(line, "kernel", now);
	json_add_text(line, "package", package);
	for (size_t i = 0; i < parts.n;) {
		changes = changes_of(&parts, i, &i);
		json_object_object_add(rows, changes.row, row_of(names, &changes));
		changes_free(&changes);
	}
	json_object_object_add(line, "functions", names);
	json_object_object_add(line, "rows", rows);
	parts_free(&parts);
	return line;
}

int cause_name(const char *function)
{
	return strcspn(function, " ");
}

/* "" where there is none. */
static const char *name_at(struct json_object *line, struct json_object *entry, size_t at)
{
	struct json_object *place = json_object_array_get_idx(entry, at), *text;

	text = place ? json_object_array_get_idx(json_member(line, "functions"),
						 json_object_get_int64(place))
		     : NULL;
	return text ? json_object_get_string(text) : "";
}

static int64_t number_at(struct json_object *array, size_t at)
{
	return json_object_get_int64(json_object_array_get_idx(array, at));
}

unsigned int step_causes(struct json_object *line, struct json_object *row, struct cause *causes,
			 unsigned int most, int64_t *rest)
{
	size_t n = json_object_is_type(row, json_type_array) ? json_object_array_length(row) : 0;
	unsigned int count = 0;

	*rest = n > 2 ? number_at(row, 2) : 0;
	for (size_t i = 3; i < n; i++) {
		struct json_object *entry = json_object_array_get_idx(row, i);
		const char *kind = json_object_get_string(json_object_array_get_idx(entry, 3));

		if (count == most) {
			*rest += number_at(entry, 1);
			continue;
		}
		causes[count++] = (struct cause){
			.function = name_at(line, entry, 0),
			.more = number_at(entry, 1),
			.calls = number_at(entry, 2),
			.kind = kind ? *kind : 0,
			.other = name_at(line, entry, 4),
		};
	}
	return count;
}
