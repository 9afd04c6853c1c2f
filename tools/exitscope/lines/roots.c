// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_path.h"
#include "roots.h"
#include "shared/memory.h"

static void add(struct roots *roots, const char *folder)
{
	if (*folder != '/')
		return;
	roots->root = grow(roots->root, (roots->count + 1) * sizeof(*roots->root));
	roots->root[roots->count++] = print("%s/", folder);
}

struct roots roots_of(const char *folder)
{
	char *list = print("%s/source", folder), *above = build_path(".."), *line = NULL;
	char *own = realpath(above, NULL);
	FILE *file = fopen(list, "re");
	struct roots roots = { 0 };
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = 0;
		add(&roots, line);
	}
	if (own)
		add(&roots, own);
	if (file)
		fclose(file);
	free(line);
	free(own);
	free(above);
	free(list);
	return roots;
}

void roots_free(struct roots *roots)
{
	for (size_t i = 0; i < roots->count; i++)
		free(roots->root[i]);
	free(roots->root);
}

/* In place. */
static void normalize(char *path)
{
	char *to = path, *from = path;

	while (*from) {
		size_t length = strcspn(from, "/");

		if (length == 2 && !strncmp(from, "..", 2) && to > path + 1) {
			for (to--; to > path && to[-1] != '/'; to--)
				;
		} else if (length && !(length == 1 && *from == '.')) {
			memmove(to, from, length);
			to += length;
			if (from[length])
				*to++ = '/';
		} else if (to == path && *from == '/') {
			*to++ = '/';
		}
		from += length + (from[length] == '/');
	}
	*to = 0;
}

char *roots_shorten(const struct roots *roots, const char *path)
{
	char *copy = print("%s", path), *shorter;

	normalize(copy);
	for (size_t i = 0; i < roots->count; i++) {
		size_t length = strlen(roots->root[i]);

		if (strncmp(copy, roots->root[i], length))
			continue;
		shorter = print("%s", copy + length);
		free(copy);
		return shorter;
	}
	return copy;
}
