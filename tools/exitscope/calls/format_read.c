// SPDX-License-Identifier: GPL-2.0-only
/* What `--format json` wrote, read again: see format_tree.c for its members. */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "format_read.h"
#include "shared/memory.h"

/* A tree of JSON is no deeper than this, or it is none of ours; json-c's own limit is 32 unless it is told. */
#define DEEPEST 4096

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return NULL;
	return json_object_get_string(member);
}

static bool number_of(struct json_object *object, const char *name, uint64_t *number)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_int) || json_object_get_int64(member) < 0)
		return false;
	*number = json_object_get_int64(member);
	return true;
}

static struct json_object *list_of(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_array))
		return NULL;
	return member;
}

/* Lays a node's children upon @into; their totals are not trusted. */
static bool children_read(struct parts *parts, struct both *into, struct json_object *object,
			  enum when side);

static bool numbers_read(struct both *into, struct json_object *object, enum when side)
{
	uint64_t own, calls;

	if (!number_of(object, "o", &own) || !number_of(object, "k", &calls))
		return false;
	into->own[side] += own;
	into->calls[side] += calls;
	return true;
}

static bool child_read(struct parts *parts, struct both *into, struct json_object *object,
		       enum when side)
{
	const char *name = text_of(object, "n"), *module = text_of(object, "m");
	uint64_t world, entry;

	if (!name || !module || !number_of(object, "w", &world) || world >= parts->world_count ||
	    !number_of(object, "e", &entry) || entry > UINT16_MAX)
		return false;
	/* What is compared is functions: what is inlined is in the one that it is in. */
	if (!text_of(object, "i"))
		into = both_child(into, name, module, world, entry);
	return numbers_read(into, object, side) && children_read(parts, into, object, side);
}

static bool children_read(struct parts *parts, struct both *into, struct json_object *object,
			  enum when side)
{
	struct json_object *list = list_of(object, "c");
	size_t n = list ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < n; i++)
		if (!child_read(parts, into, json_object_array_get_idx(list, i), side))
			return false;
	return true;
}

static bool exit_read(struct parts *parts, const char *row, struct json_object *object,
		      enum when side)
{
	const char *title = text_of(object, "title");
	struct json_object *tree;
	struct both *root;
	uint64_t exit;

	if (!title || !number_of(object, "exit", &exit) || exit > UINT32_MAX ||
	    !json_object_object_get_ex(object, "tree", &tree))
		return false;
	root = parts_tree(parts, side, row, exit, title);
	return numbers_read(root, tree, side) && children_read(parts, root, tree, side);
}

static bool row_read(struct parts *parts, struct json_object *object, enum when side)
{
	struct json_object *exits = list_of(object, "exits");
	const char *name = text_of(object, "name");

	for (size_t i = 0; name && exits && i < json_object_array_length(exits); i++)
		if (!exit_read(parts, name, json_object_array_get_idx(exits, i), side))
			return false;
	return name && exits;
}

static char *file_read(const char *path, struct json_object **object)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *why = NULL;

	if (fd < 0)
		return print("%s: %s", path, strerror(errno));
	*object = json_object_from_fd_ex(fd, DEEPEST);
	if (!*object) {
		/* Its words end with a line's end, and begin with the function's name. */
		why = json_util_get_last_err();
		why = why && strchr(why, ':') ? strchr(why, ':') + 2 : "not JSON";
	}
	close(fd);
	return why ? print("%s: not JSON: %.*s", path, (int)strcspn(why, "\n"), why) : NULL;
}

char *parts_read(struct parts *parts, enum when side, const char *path)
{
	struct json_object *object = NULL, *rows;
	char *wrong = file_read(path, &object);
	const char *type;
	bool good;

	if (wrong)
		return wrong;
	type = text_of(object, "type");
	rows = list_of(object, "rows");
	good = type && !strcmp(type, "explanation") && rows;
	for (size_t i = 0; good && i < json_object_array_length(rows); i++)
		good = row_read(parts, json_object_array_get_idx(rows, i), side);
	json_object_put(object);
	return good ? NULL : print("%s: not what 'exitscope explain --format json' writes", path);
}
