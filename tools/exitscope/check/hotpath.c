// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "hotpath.h"

static bool meant(const struct parts *parts, const struct both *node, const char *name,
		  bool anything)
{
	if (!strcmp(node->name, name))
		return true;
	if (!anything)
		return false;
	return !strcmp(node->module, name) ||
	       (!strcmp(name, "qemu") && !strcmp(parts->worlds[node->world], "user"));
}

bool hotpath_of(struct hotpath *path, const struct parts *parts, const char *row, const char *name,
		bool anything)
{
	bool traced = false;

	*path = (struct hotpath){ 0 };
	for (size_t i = 0; i < parts->n; i++) {
		const struct both *root = parts->part[i].tree;

		if (strcmp(parts->part[i].row, row))
			continue;
		traced = true;
		for (const struct both *node = both_next(root, root); node;
		     node = both_next(root, node)) {
			if (!meant(parts, node, name, anything))
				continue;
			path->own += node->own[NOW];
			path->calls += node->calls[NOW];
			if (!path->first && node->own[NOW])
				path->first = node;
		}
	}
	return traced;
}
