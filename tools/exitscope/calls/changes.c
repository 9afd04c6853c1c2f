// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "shared/memory.h"

int64_t changed_own(const struct changed *changed)
{
	return (int64_t)(changed->own[NOW] - changed->own[BEFORE]);
}

int64_t changed_calls(const struct changed *changed)
{
	return (int64_t)(changed->calls[NOW] - changed->calls[BEFORE]);
}

static struct changed *function_of(struct changes *changes, const struct both *node)
{
	struct changed *changed;

	for (size_t i = 0; i < changes->n; i++) {
		changed = changes->changed[i];
		if (changed->world == node->world && !strcmp(changed->name, node->name) &&
		    !strcmp(changed->module, node->module))
			return changed;
	}
	changes->changed = grow(changes->changed, (changes->n + 1) * sizeof(*changes->changed));
	changed = changes->changed[changes->n++] = allocate(sizeof(*changed));
	changed->name = node->name;
	changed->module = node->module;
	changed->world = node->world;
	return changed;
}

static struct caller *caller_of(struct changed *changed, const struct changed *by)
{
	for (size_t i = 0; i < changed->callers; i++)
		if (changed->caller[i].function == by)
			return &changed->caller[i];
	changed->caller = grow(changed->caller, (changed->callers + 1) * sizeof(*changed->caller));
	changed->caller[changed->callers] = (struct caller){ .function = by };
	return &changed->caller[changed->callers++];
}

static void add_node(struct changes *changes, const struct both *node)
{
	struct changed *by = node->parent->name ? function_of(changes, node->parent) : NULL;
	struct changed *changed = function_of(changes, node);
	struct caller *caller = caller_of(changed, by);

	for (int side = 0; side < SIDES; side++) {
		changed->calls[side] += node->calls[side];
		changed->own[side] += node->own[side];
		caller->calls[side] += node->calls[side];
		caller->own[side] += node->own[side];
	}
}

static bool there(const struct changed *changed, enum when side)
{
	return changed->calls[side] || changed->own[side];
}

static enum change_kind kind_of(const struct changed *changed)
{
	if (!there(changed, BEFORE))
		return there(changed, NOW) ? CHANGE_NEW : CHANGE_NONE;
	if (!there(changed, NOW))
		return CHANGE_GONE;
	return changed_own(changed) || changed_calls(changed) ? CHANGE_MORE : CHANGE_NONE;
}

/*
 * The one caller that has become less by nearly what a new function takes, or more by nearly what one that is gone took: the
 * call and what goes with it are all that may differ, which is less than half of it. NULL: there is none, or
 * several.
 */
static struct changed *moved(const struct changed *changed, enum when side)
{
	struct changed *found = NULL;

	for (size_t i = 0; i < changed->callers; i++) {
		struct changed *by = (struct changed *)changed->caller[i].function;
		int64_t own = changed->own[side], other;

		if (!changed->caller[i].calls[side] && !changed->caller[i].own[side])
			continue;
		if (!by || found || by->kind != CHANGE_MORE)
			return NULL;
		other = side == NOW ? -changed_own(by) : changed_own(by);
		if (other <= 0 || 2 * other < own || other > 2 * own)
			return NULL;
		found = by;
	}
	return found;
}

/* What moved is told with its function; its caller is told by itself only if it is more than that. */
static void find_moved(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		struct changed *changed = changes->changed[i], *by;

		if (changed->kind != CHANGE_NEW && changed->kind != CHANGE_GONE)
			continue;
		by = moved(changed, changed->kind == CHANGE_NEW ? NOW : BEFORE);
		if (!by)
			continue;
		changed->kind = changed->kind == CHANGE_NEW ? CHANGE_OUTLINED : CHANGE_INLINED;
		changed->moved = by;
		by->kind = CHANGE_OTHER;
		by->moved = changed;
	}
}

static int by_size(const void *a, const void *b)
{
	const struct changed *one = *(struct changed *const *)a;
	const struct changed *other = *(struct changed *const *)b;
	int64_t size = llabs(changed_own(one)), other_size = llabs(changed_own(other));

	if (size != other_size)
		return size < other_size ? 1 : -1;
	size = llabs(changed_calls(one));
	other_size = llabs(changed_calls(other));
	if (size != other_size)
		return size < other_size ? 1 : -1;
	return strcmp(one->name, other->name);
}

struct changes changes_of(const struct parts *parts, size_t from, size_t *next)
{
	struct changes changes = { .row = parts->part[from].row };
	size_t i;

	for (i = from; i < parts->n && !strcmp(parts->part[i].row, changes.row); i++) {
		const struct part *part = &parts->part[i];

		for (int side = 0; side < SIDES; side++) {
			changes.total[side] += part->tree->total[side];
			if (!part->exit && part->has[side])
				changes.total[side] -= parts->measuring;
			changes.exits[side] += part->exit && part->has[side];
		}
		for (struct both *node = both_next(part->tree, part->tree); node;
		     node = both_next(part->tree, node))
			add_node(&changes, node);
	}
	*next = i;
	for (i = 0; i < changes.n; i++)
		changes.changed[i]->kind = kind_of(changes.changed[i]);
	find_moved(&changes);
	if (changes.n)
		qsort(changes.changed, changes.n, sizeof(*changes.changed), by_size);
	return changes;
}

void changes_free(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		free(changes->changed[i]->caller);
		free(changes->changed[i]);
	}
	free(changes->changed);
	*changes = (struct changes){ 0 };
}
