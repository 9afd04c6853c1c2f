// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "home.h"
#include "shared/memory.h"

static int by_function(const void *left, const void *right)
{
	const struct both *a = ((const struct home *)left)->node;
	const struct both *b = ((const struct home *)right)->node;
	int order = strcmp(a->name, b->name) ?: strcmp(a->module, b->module);

	return order ?: (a->world > b->world) - (a->world < b->world);
}

/* Of one place that it is at: a line of its own is in it, and so is the place of what is inlined. */
static const char *file_of(const struct both *node)
{
	for (const struct both *child = node->child; child; child = child->sibling)
		if (child->inlined && child->at_file)
			return child->at_file;
	return node->lines ? node->line[0].file : NULL;
}

struct homes homes_of(const struct parts *parts)
{
	struct homes homes = { 0 };
	size_t room = 0, kept = 0;

	for (size_t i = 0; i < parts->n; i++) {
		const struct both *root = parts->part[i].tree;

		for (const struct both *node = root; (node = both_next(root, node));) {
			const char *file = node->inlined ? NULL : file_of(node);

			if (!file)
				continue;
			if (homes.count == room)
				homes.home = grow(homes.home,
						  (room = room * 2 + 256) * sizeof(*homes.home));
			homes.home[homes.count++] = (struct home){ node, file };
		}
	}
	if (homes.count)
		qsort(homes.home, homes.count, sizeof(*homes.home), by_function);
	for (size_t i = 0; i < homes.count; i++)
		if (!kept || by_function(&homes.home[kept - 1], &homes.home[i]))
			homes.home[kept++] = homes.home[i];
	homes.count = kept;
	return homes;
}

void homes_free(struct homes *homes)
{
	free(homes->home);
}

const char *home_of(const struct homes *homes, const struct both *node)
{
	const struct home wanted = { .node = node };
	const struct home *found = homes->count ? bsearch(&wanted, homes->home, homes->count,
							  sizeof(wanted), by_function)
						: NULL;

	return found ? found->file : NULL;
}
