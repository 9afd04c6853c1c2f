/* SPDX-License-Identifier: GPL-2.0-only */
/* What the owner of a walk is told. */
#ifndef WALK_HOOKS_H
#define WALK_HOOKS_H

#include "symbols.h"
#include "trace.h"

struct walk;

struct walk_hooks {
	void *data;
	/* The guest has been left, and is entered again. */
	void (*left)(struct walk *walk, void *data);
	void (*entered)(struct walk *walk, void *data);
	/* An instruction of the guest is about to be counted, and has been. */
	void (*before)(struct walk *walk, const struct trace_step *step, void *data);
	void (*after)(struct walk *walk, const struct trace_step *step, void *data);
	/* L1 came to the beginning of a function. */
	void (*called)(struct walk *walk, const struct function *function, enum entry entry,
		       void *data);
	/* L1 has halted. */
	void (*halted)(struct walk *walk, void *data);
};

#endif
