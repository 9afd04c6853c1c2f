// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "build.h"
#include "kinds.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "todo.h"

struct known {
	char *name, *package, *suite;
	bool on_line;
	int rank; /* 0 is measured first */
};

struct list {
	size_t n;
	struct known *known;
};

static int by_version(const void *a, const void *b)
{
	const struct known *one = a, *other = b;

	return build_compare(one->name, one->package, other->name, other->package);
}

static void rank(struct list *list)
{
	const char **names = allocate(list->n * sizeof(*names) + 1);
	bool *on_line = allocate(list->n + 1);

	for (size_t i = 0; i < list->n; i++)
		names[i] = list->known[i].name;
	build_line(names, list->n, on_line);
	for (size_t i = 0; i < list->n; i++) {
		list->known[i].on_line = on_line[i];
		list->known[i].rank = on_line[i] ? 2 : 3;
	}
	free(names);
	free(on_line);
}

static bool same_series(const struct known *a, const struct known *b)
{
	int length = build_series(a->package);

	return length == build_series(b->package) && !strncmp(a->package, b->package, length);
}

/* The first and the last of each series on the line. */
static void rank_ends(struct list *list)
{
	struct known *before = NULL;

	for (size_t i = 0; i < list->n; i++) {
		struct known *known = &list->known[i];

		if (!known->on_line)
			continue;
		if (!before || !same_series(before, known)) {
			known->rank = 1;
			if (before)
				before->rank = 0;
		}
		before = known;
	}
	if (before)
		before->rank = 0;
}

static bool read_list(struct list *list, const char *path)
{
	FILE *file = fopen(path, "re");
	struct known known;
	int fields;

	if (!file) {
		error("%s: %s; 'tools/history/images list' makes it", path, strerror(errno));
		return false;
	}
	for (;;) {
		known = (struct known){ 0 };
		fields = fscanf(file, "%ms %ms %ms", &known.name, &known.package, &known.suite);
		if (fields != 3)
			break;
		list->known = grow(list->known, (list->n + 1) * sizeof(*list->known));
		list->known[list->n++] = known;
	}
	if (fields != EOF)
		error("%s: line %zu is not NAME PACKAGE SUITE", path, list->n + 1);
	free(known.name);
	free(known.package);
	fclose(file);
	return fields == EOF;
}

static struct json_object *line_of(const struct store *store, const char *lab, const char *name)
{
	for (size_t i = 0; i < store->n; i++)
		if (store_is(store->line[i], "kernel") &&
		    !strcmp(store_text(store->line[i], "lab"), lab) &&
		    !strcmp(store_text(store->line[i], "kernel"), name))
			return store->line[i];
	return NULL;
}

/* Its line in the list, if a configuration of the lab is missing; one that has failed is not tried again by itself. */
static void print_missing(const struct store *store, const char *lab, const struct known *known,
			  bool retry)
{
	struct json_object *line = line_of(store, lab, known->name);
	char comma = ' ';

	if (line && *store_text(line, "failed") && !retry)
		return;
	for (size_t i = 0; i < KINDS; i++) {
		if (strcmp(kinds[i].lab, lab) ||
		    json_member(json_member(line, "configs"), kinds[i].config))
			continue;
		if (comma == ' ')
			printf("%s %s %s %s", lab, known->name, known->package, known->suite);
		printf("%c%s", comma, kinds[i].config);
		comma = ',';
	}
	if (comma == ',')
		putchar('\n');
}

bool todo_print(const struct store *store, const char *path, bool retry)
{
	static const char *const labs[] = { "svm", "vmx" };
	struct list list = { 0 };
	bool good = read_list(&list, path);

	if (list.n)
		qsort(list.known, list.n, sizeof(*list.known), by_version);
	rank(&list);
	rank_ends(&list);
	for (int now = 0; good && now <= 3; now++)
		for (size_t i = 0; i < list.n; i++)
			for (size_t lab = 0; lab < 2; lab++)
				if (list.known[i].rank == now)
					print_missing(store, labs[lab], &list.known[i], retry);
	for (size_t i = 0; i < list.n; i++) {
		free(list.known[i].name);
		free(list.known[i].package);
		free(list.known[i].suite);
	}
	free(list.known);
	return good;
}
