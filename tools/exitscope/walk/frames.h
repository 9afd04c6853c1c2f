/* SPDX-License-Identifier: GPL-2.0-only */
/* A shadow stack: what was called and has not returned. */
#ifndef WALK_FRAMES_H
#define WALK_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chains.h"
#include "tree.h"

struct frame {
	const struct function *function;
	enum world world;
	enum entry entry;
	bool tail;	/* ends with the one below */
	bool within;	/* a call within the function below, which is the same */
	bool gate;	/* the kernel was entered here: no RET goes further */
	uint64_t stack; /* where its return address is stored; 0: not known */
	uint64_t back;	/* the return address */
	const struct chain *
		from; /* of the instruction in the function below that came here; NULL: not known */
	/* Where it is in the tree that has this number. */
	unsigned int tree;
	struct tree_node *node;
};

struct frames {
	struct frame *frame;
	size_t count, room;
};

struct frame *frames_push(struct frames *frames, const struct frame *frame);
struct frame *frames_top(const struct frames *frames); /* NULL: there is none */
void frames_free(struct frames *frames);

/*
 * Ends what the stack pointer has passed: what is stored below @stack, in the same 2^@shift bytes. @shift 0: anywhere.
 */
void frames_drop(struct frames *frames, uint64_t stack, unsigned int shift);

/*
 * The frame whose return address is stored at @stack, down to the gate; -1: none. With @stack 0 it is the last
 * that returns to @back.
 */
long frames_find(const struct frames *frames, uint64_t stack, uint64_t back);

/* The last gate, -1 without one. */
long frames_gate(const struct frames *frames);

/* The frame of @function that the last jumps came from: the top or one below it that it ends with. -1: none. */
long frames_jumped_from(const struct frames *frames, const struct function *function);

#endif
