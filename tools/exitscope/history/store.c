// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/output.h"
#include "build.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "store.h"

const char *store_text(struct json_object *line, const char *member)
{
	struct json_object *value = json_member(line, member);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

bool store_is(struct json_object *line, const char *type)
{
	return !strcmp(store_text(line, "type"), type);
}

/* Kernels before steps, a lab's by their versions, steps by where they lead to. */
static int compare(struct json_object *a, struct json_object *b)
{
	static const char *const texts[] = { "type", "lab", "config" };
	int difference = 0;

	for (size_t i = 0; !difference && i < sizeof(texts) / sizeof(texts[0]); i++)
		difference = strcmp(store_text(a, texts[i]), store_text(b, texts[i]));
	if (!difference)
		difference = build_compare(store_text(a, "kernel"), store_text(a, "package"),
					   store_text(b, "kernel"), store_text(b, "package"));
	return difference ? difference : strcmp(store_text(a, "before"), store_text(b, "before"));
}

static bool same(struct json_object *a, struct json_object *b)
{
	static const char *const texts[] = { "type", "lab", "config", "kernel", "before" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(store_text(a, texts[i]), store_text(b, texts[i])))
			return false;
	return true;
}

struct json_object *store_same(const struct store *store, struct json_object *line)
{
	for (size_t i = 0; i < store->n; i++)
		if (same(store->line[i], line))
			return store->line[i];
	return NULL;
}

void store_put(struct store *store, struct json_object *line)
{
	size_t at;

	for (at = 0; at < store->n; at++)
		if (same(store->line[at], line))
			break;
	if (at < store->n) {
		json_object_put(store->line[at]);
		memmove(&store->line[at], &store->line[at + 1],
			(--store->n - at) * sizeof(*store->line));
	}
	store->line = grow(store->line, (store->n + 1) * sizeof(*store->line));
	for (at = store->n++; at && compare(store->line[at - 1], line) > 0; at--)
		store->line[at] = store->line[at - 1];
	store->line[at] = line;
}

/* A line that is none: false, said why. */
static bool take(struct store *store, const char *text, size_t number)
{
	struct json_object *line = json_tokener_parse(text);
	bool kernel = line && store_is(line, "kernel"), step = line && store_is(line, "step");

	if ((kernel || step) && *store_text(line, "lab") && *store_text(line, "kernel") &&
	    *store_text(line, "package") && (kernel || *store_text(line, "before"))) {
		store_put(store, line);
		return true;
	}
	error("%s:%zu: %s; take the file back from git, or delete this line and have it measured again",
	      store->path, number, line ? "no line of a history" : "not JSON");
	json_object_put(line);
	return false;
}

static bool read_lines(struct store *store, FILE *file)
{
	char *text = NULL;
	size_t room = 0, number = 0;
	bool good = true;

	while (good && getline(&text, &room, file) >= 0) {
		number++;
		text[strcspn(text, "\n")] = 0;
		good = !*text || take(store, text, number);
	}
	if (good && ferror(file)) {
		error("%s: %s", store->path, strerror(errno));
		good = false;
	}
	free(text);
	return good;
}

/* Whether what is locked is still what the name means: another may have renamed a new one to it. */
static bool current(const char *path, int fd)
{
	struct stat named, held;

	return !stat(path, &named) && !fstat(fd, &held) && named.st_ino == held.st_ino &&
	       named.st_dev == held.st_dev;
}

static int locked(const char *path)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

		if (fd < 0)
			return -1;
		while (flock(fd, LOCK_EX) && errno == EINTR)
			;
		if (current(path, fd))
			return fd;
		close(fd);
	}
}

bool store_open(struct store *store, const char *path, bool to_change)
{
	bool good;
	FILE *file;

	*store = (struct store){ .path = print("%s", path), .lock = -1 };
	if (to_change)
		store->lock = locked(path);
	file = !to_change || store->lock >= 0 ? fopen(path, "re") : NULL;
	if (!file) {
		error("%s: %s; 'make history' makes it", path, strerror(errno));
		store_close(store);
		return false;
	}
	good = read_lines(store, file);
	fclose(file);
	if (!good)
		store_close(store);
	return good;
}

bool store_save(struct store *store)
{
	struct output output;

	if (!output_open(&output, store->path))
		return false;
	for (size_t i = 0; i < store->n; i++)
		fprintf(output.file, "%s\n",
			json_object_to_json_string_ext(store->line[i],
						       JSON_C_TO_STRING_PLAIN |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	return output_close(&output);
}

void store_close(struct store *store)
{
	for (size_t i = 0; i < store->n; i++)
		json_object_put(store->line[i]);
	free(store->line);
	free(store->path);
	if (store->lock >= 0)
		close(store->lock);
	*store = (struct store){ .lock = -1 };
}
