// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "both.h"
#include "shared/memory.h"

/* Whether both are the same function, inlined at the same place if they are. */
static bool alike(const struct both *a, const struct both *b)
{
	if (a->world != b->world || strcmp(a->name, b->name) || strcmp(a->module, b->module) ||
	    a->inlined != b->inlined)
		return false;
	return !a->inlined ||
	       (a->at_line == b->at_line && !strcmp(a->at_file ?: "", b->at_file ?: ""));
}

/* The child that is like that one in all that tells functions apart. */
static struct both *child_at(struct both *parent, const struct both *like)
{
	struct both **end = &parent->child;

	for (; *end; end = &(*end)->sibling)
		if (alike(*end, like))
			return *end;
	*end = allocate(sizeof(**end));
	**end = *like;
	(*end)->name = print("%s", like->name);
	(*end)->module = print("%s", like->module);
	(*end)->at_file = like->at_file ? print("%s", like->at_file) : NULL;
	(*end)->depth = parent->depth + 1;
	(*end)->parent = parent;
	return *end;
}

struct both *both_child(struct both *parent, const char *name, const char *module,
			unsigned int world, unsigned int entry)
{
	const struct both like = {
		.name = (char *)name, .module = (char *)module, .world = world, .entry = entry
	};

	return child_at(parent, &like);
}

struct both *both_inlined(struct both *parent, const char *name, const char *module,
			  const char *file, unsigned int line)
{
	const struct both like = { .name = (char *)name,
				   .module = (char *)module,
				   .world = parent->world,
				   .entry = parent->entry,
				   .inlined = true,
				   .at_file = (char *)file,
				   .at_line = line };

	return child_at(parent, &like);
}

void both_line(struct both *node, const char *file, unsigned int line, uint64_t own)
{
	node->line = grow(node->line, (node->lines + 1) * sizeof(*node->line));
	node->line[node->lines++] = (struct both_line){ print("%s", file), line, own };
}

void both_called_from(struct both *node, const char *file, unsigned int line)
{
	if (node->at_file)
		return;
	node->at_file = print("%s", file);
	node->at_line = line;
}

static struct part *find(const struct parts *parts, const char *row, unsigned int exit)
{
	for (size_t i = 0; i < parts->n; i++)
		if (parts->part[i].exit == exit && !strcmp(parts->part[i].row, row))
			return &parts->part[i];
	return NULL;
}

/* Behind the last of its row. */
static struct part *insert(struct parts *parts, const char *row)
{
	size_t at = parts->n;

	while (at && strcmp(parts->part[at - 1].row, row))
		at--;
	if (!at)
		at = parts->n;
	parts->part = grow(parts->part, (parts->n + 1) * sizeof(*parts->part));
	memmove(&parts->part[at + 1], &parts->part[at], (parts->n - at) * sizeof(*parts->part));
	parts->n++;
	return &parts->part[at];
}

struct both *parts_tree(struct parts *parts, enum when side, const char *row, unsigned int exit,
			const char *title)
{
	struct part *part = find(parts, row, exit);

	if (!part) {
		part = insert(parts, row);
		*part = (struct part){
			.row = print("%s", row),
			.title = print("%s", title),
			.exit = exit,
			.tree = allocate(sizeof(struct both)),
		};
	}
	part->has[side] = true;
	return part->tree;
}

struct both *both_next(const struct both *root, const struct both *node)
{
	if (node->child)
		return node->child;
	for (; node != root; node = node->parent)
		if (node->sibling)
			return node->sibling;
	return NULL;
}

/* The deepest first one: where a walk that comes to children before their parents begins. */
static struct both *bottom(struct both *node)
{
	while (node->child)
		node = node->child;
	return node;
}

/* What comes after a node in such a walk, its parent at last; NULL after the root. */
static struct both *up(const struct both *root, const struct both *node)
{
	if (node == root)
		return NULL;
	return node->sibling ? bottom(node->sibling) : node->parent;
}

static void sum(struct both *root)
{
	for (struct both *node = bottom(root); node; node = up(root, node))
		for (int side = 0; side < SIDES; side++) {
			node->total[side] = node->own[side];
			for (const struct both *child = node->child; child; child = child->sibling)
				node->total[side] += child->total[side];
		}
}

static void part_free(struct part *part)
{
	for (struct both *node = bottom(part->tree), *next; node; node = next) {
		next = up(part->tree, node);
		free(node->name);
		free(node->module);
		free(node->at_file);
		for (size_t j = 0; j < node->lines; j++)
			free(node->line[j].file);
		free(node->line);
		free(node);
	}
	free(part->row);
	free(part->title);
}

static bool row_has(const struct parts *parts, const char *row, enum when side)
{
	for (size_t i = 0; i < parts->n; i++)
		if (parts->part[i].has[side] && !strcmp(parts->part[i].row, row))
			return true;
	return false;
}

/* First all that is to go is known, and then it goes. */
static void leave_out(struct parts *parts)
{
	bool *go = allocate(parts->n + 1);
	size_t kept = 0;

	for (size_t i = 0; i < parts->n; i++)
		go[i] = !row_has(parts, parts->part[i].row, BEFORE) ||
			!row_has(parts, parts->part[i].row, NOW);
	for (size_t i = 0; i < parts->n; i++) {
		if (go[i])
			part_free(&parts->part[i]);
		else
			parts->part[kept++] = parts->part[i];
	}
	parts->n = kept;
	free(go);
}

void parts_sum(struct parts *parts, bool compared)
{
	parts->compared = compared;
	if (compared)
		leave_out(parts);
	for (size_t i = 0; i < parts->n; i++)
		sum(parts->part[i].tree);
}

void parts_free(struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		part_free(&parts->part[i]);
	free(parts->part);
	parts->part = NULL;
	parts->n = 0;
}

int64_t both_own(const struct both *node)
{
	return (int64_t)(node->own[NOW] - node->own[BEFORE]);
}

int64_t both_total(const struct both *node)
{
	return (int64_t)(node->total[NOW] - node->total[BEFORE]);
}
