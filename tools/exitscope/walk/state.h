/* SPDX-License-Identifier: GPL-2.0-only */
/* What a walk has seen so far: the stacks of L1's threads, and the last instruction. */
#ifndef WALK_STATE_H
#define WALK_STATE_H

#include "frames.h"
#include "hooks.h"

/* What an address belongs to. */
struct place {
	const struct function *function; /* NULL: no symbol */
	const struct chain *chain;	 /* NULL: no line */
};

struct thread {
	struct frames frames[SPACES];
	struct trace_step guest_last; /* the guest's last instruction; no address: none */
	enum insn_kind guest_kind;
	struct place guest_place;
	struct thread *next;
};

/* What is known of a run's instructions. */
struct run_info {
	struct place *place; /* by step */
	enum space space;
};

struct walk {
	struct trace *trace;
	struct symbols *symbols;
	const struct chains *chains; /* NULL: without lines */
	bool aborted;
	struct walk_hooks hooks;
	struct run_info *info;
	size_t infos;
	const struct function *switch_to; /* __switch_to_asm */

	struct tree_node *root;
	unsigned int tree; /* its number */

	struct thread *threads, *thread; /* all of them, and the one that runs */
	enum space space;
	bool begun;
	bool switching; /* from one thread to another */

	/* The last instruction. */
	struct trace_step last;
	enum insn_kind kind;
	struct place place;
	bool stack_known;
	uint64_t stack;
	struct tree_node *node;
};

/* A thread that was not seen before; it is among walk->threads then. */
struct thread *walk_new_thread(struct walk *walk);

/* The stack of the thread that runs: in @space, and where it is now. */
struct frames *walk_frames(const struct walk *walk, enum space space);
struct frames *walk_current(const struct walk *walk);

/* Ends frames that the stack pointer has passed, if it is known. */
void walk_drop_passed(struct walk *walk);

/* Whose instructions those of a space are. */
enum world walk_world(enum space space);

#endif
