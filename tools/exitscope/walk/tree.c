// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "tree.h"

const char *const world_names[WORLDS] = {
	[WORLD_GUEST] = "guest", [WORLD_SWITCH] = "switch",	  [WORLD_KERNEL] = "kernel",
	[WORLD_USER] = "user",	 [WORLD_INTERRUPT] = "interrupt",
};

const char *const entry_names[ENTRIES] = {
	[ENTRY_CALL] = "call",
	[ENTRY_JUMP] = "jump",
	[ENTRY_BEFORE] = "before",
	[ENTRY_INTERRUPT] = "interrupt",
	[ENTRY_SYSTEM_CALL] = "system call",
	[ENTRY_INLINED] = "inlined",
};

struct tree_node *tree_new(void)
{
	return allocate(sizeof(struct tree_node));
}

/* The last node of the deepest line: a walk that frees is done from there. */
void tree_free(struct tree_node *root)
{
	struct tree_node *node = root;

	while (node) {
		struct tree_node *parent = node->parent;

		if (node->child) {
			struct tree_node *child = node->child;

			node->child = child->sibling;
			node = child;
			continue;
		}
		free(node->line);
		free(node);
		if (node == root)
			return;
		node = parent;
	}
}

static bool same_place(struct source a, struct source b)
{
	return a.file == b.file && a.line == b.line;
}

static struct tree_node *child_at(struct tree_node *node, const struct function *function,
				  enum world world, enum entry entry, struct source at)
{
	struct tree_node *child;

	for (child = node->child; child; child = child->sibling)
		if (child->function == function && child->world == world &&
		    (child->entry == ENTRY_INLINED) == (entry == ENTRY_INLINED) &&
		    (entry != ENTRY_INLINED || same_place(child->at, at)))
			return child;
	child = allocate(sizeof(*child));
	child->function = function;
	child->world = world;
	child->entry = entry;
	child->at = at;
	child->depth = node->depth + 1;
	child->parent = node;
	if (node->last)
		node->last->sibling = child;
	else
		node->child = child;
	node->last = child;
	if (!node->function && node->child == child)
		node->world = world;
	return child;
}

struct tree_node *tree_child(struct tree_node *node, const struct function *function,
			     enum world world, enum entry entry)
{
	return child_at(node, function, world, entry, (struct source){ 0 });
}

struct tree_node *tree_child_from(struct tree_node *node, const struct function *function,
				  enum world world, enum entry entry, struct source at)
{
	return child_at(node, function, world, entry, at);
}

struct tree_node *tree_inlined(struct tree_node *node, const struct function *function,
			       struct source at)
{
	return child_at(node, function, node->world, ENTRY_INLINED, at);
}

void tree_count(struct tree_node *node, struct source at)
{
	size_t i = node->counted;

	node->own++;
	node->counted = node->lines;
	if (!at.file)
		return;
	if (i >= node->lines || !same_place(node->line[i].at, at))
		for (i = 0; i < node->lines && !same_place(node->line[i].at, at); i++)
			;
	if (i == node->lines) {
		node->line = grow(node->line, ++node->lines * sizeof(*node->line));
		node->line[i] = (struct tree_line){ .at = at };
	}
	node->line[i].own++;
	node->counted = i;
}

void tree_uncount(struct tree_node *node)
{
	node->own--;
	if (node->counted < node->lines)
		node->line[node->counted].own--;
}

struct tree_node *tree_next(const struct tree_node *root, const struct tree_node *node)
{
	if (node->child)
		return node->child;
	while (node != root && !node->sibling)
		node = node->parent;
	return node == root ? NULL : node->sibling;
}

static int by_place(const void *left, const void *right)
{
	const struct tree_line *a = left, *b = right;
	int files = strcmp(a->at.file, b->at.file);

	return files ? files : (a->at.line > b->at.line) - (a->at.line < b->at.line);
}

void tree_sum(struct tree_node *root)
{
	struct tree_node *node;

	for (node = root; node; node = tree_next(root, node)) {
		node->total = 0;
		if (node->lines)
			qsort(node->line, node->lines, sizeof(*node->line), by_place);
	}
	for (node = root; node; node = tree_next(root, node))
		for (struct tree_node *up = node; node->own && up; up = up->parent) {
			up->total += node->own;
			if (up == root)
				break;
		}
}

uint64_t tree_world(const struct tree_node *root, enum world world)
{
	uint64_t sum = 0;

	for (const struct tree_node *node = root; node; node = tree_next(root, node))
		if (node->world == world)
			sum += node->own;
	return sum;
}

bool tree_equal(const struct tree_node *a, const struct tree_node *b)
{
	const struct tree_node *top_a = a, *top_b = b;

	while (a && b) {
		if (a->function != b->function || a->world != b->world ||
		    a->depth - top_a->depth != b->depth - top_b->depth || a->calls != b->calls ||
		    a->own != b->own ||
		    (a->entry == ENTRY_INLINED) != (b->entry == ENTRY_INLINED) ||
		    (a->entry == ENTRY_INLINED && !same_place(a->at, b->at)))
			return false;
		a = tree_next(top_a, a);
		b = tree_next(top_b, b);
	}
	return !a && !b;
}
