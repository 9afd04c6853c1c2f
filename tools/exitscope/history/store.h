/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The data file of a history: a JSON object a line, sorted. tools/history/README.md has its members. It is read whole, and written
 * whole beside its place and renamed, under a lock: whatever is killed, each line is there or is not.
 */
#ifndef HISTORY_STORE_H
#define HISTORY_STORE_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

struct store {
	char *path;
	int lock; /* -1: for reading only */
	size_t n;
	struct json_object **line;
};

/* A text of a line, "" where there is none. */
const char *store_text(struct json_object *line, const char *member);
/* Whether it is of this type: `kernel` or `step`. */
bool store_is(struct json_object *line, const char *type);

/* False: said why. A file that is not there is empty if it is to be changed, an error otherwise. */
bool store_open(struct store *store, const char *path, bool to_change);
/* The line that it would take the place of, or NULL. */
struct json_object *store_same(const struct store *store, struct json_object *line);
/* Takes the line, in the place of one of the same kernel and lab, or of the same step. */
void store_put(struct store *store, struct json_object *line);
/* Writes it; false: said why, and the file is as it was. */
bool store_save(struct store *store);
void store_close(struct store *store);

#endif
