// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

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
		free(node);
		if (node == root)
			return;
		node = parent;
	}
}

struct tree_node *tree_child(struct tree_node *node, const struct function *function,
			     enum world world, enum entry entry)
{
	struct tree_node *child;

	for (child = node->child; child; child = child->sibling)
		if (child->function == function && child->world == world)
			return child;
	child = allocate(sizeof(*child));
	child->function = function;
	child->world = world;
	child->entry = entry;
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

struct tree_node *tree_next(const struct tree_node *root, const struct tree_node *node)
{
	if (node->child)
		return node->child;
	while (node != root && !node->sibling)
		node = node->parent;
	return node == root ? NULL : node->sibling;
}

void tree_sum(struct tree_node *root)
{
	struct tree_node *node;

	for (node = root; node; node = tree_next(root, node))
		node->total = 0;
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
		    a->own != b->own)
			return false;
		a = tree_next(top_a, a);
		b = tree_next(top_b, b);
	}
	return !a && !b;
}

void tree_add(struct tree_node *into, const struct tree_node *from)
{
	const struct tree_node *node = from;
	struct tree_node *at = into;
	unsigned int base = from->depth;

	for (node = from; node; node = tree_next(from, node)) {
		while (at->depth - into->depth > node->depth - base)
			at = at->parent;
		if (node != from) {
			if (at->depth - into->depth == node->depth - base)
				at = at->parent;
			at = tree_child(at, node->function, node->world, node->entry);
		}
		at->calls += node->calls;
		at->own += node->own;
	}
}
