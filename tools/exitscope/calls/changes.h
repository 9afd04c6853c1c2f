/* SPDX-License-Identifier: GPL-2.0-only */
/* What each function of an operation has gained or lost, wherever in it it is called. */
#ifndef CALLS_CHANGES_H
#define CALLS_CHANGES_H

#include <stddef.h>
#include <stdint.h>

#include "both.h"

enum change_kind {
	CHANGE_NONE, /* nothing but how the others go */
	CHANGE_MORE, /* it was there and is, and takes another number of instructions, or is called more or less often */
	CHANGE_NEW,	 /* it was not there */
	CHANGE_GONE,	 /* it is not there any more */
	CHANGE_OUTLINED, /* new, and its caller has become less: it was inlined there */
	CHANGE_INLINED,	 /* gone, and its caller has become more: it is inlined there now */
	CHANGE_OTHER, /* it is that caller, and all that it changed by is told with the function that moved */
};

/* Who calls a function, and what the function takes when it is called from there. */
struct caller {
	const struct changed *function; /* NULL: nothing did, or it is not known */
	uint64_t calls[SIDES], own[SIDES];
};

struct changed {
	const char *name, *module; /* of the trees */
	unsigned int world;
	enum change_kind kind;
	const struct changed *moved; /* OUTLINED, INLINED: from where, to where. OTHER: with what */
	uint64_t calls[SIDES], own[SIDES];
	size_t callers;
	struct caller *caller;
};

/* A row's. */
struct changes {
	const char *row;
	uint64_t total[SIDES]; /* without what measuring takes */
	unsigned int exits[SIDES];
	size_t n;
	struct changed **changed; /* what differs most first */
};

/* Of the parts from @from on that are of its row; *@next is the first of the next one. To be freed with changes_free(). */
struct changes changes_of(const struct parts *parts, size_t from, size_t *next);
void changes_free(struct changes *changes);

/* What a function has more now. */
int64_t changed_own(const struct changed *changed);
int64_t changed_calls(const struct changed *changed);

#endif
