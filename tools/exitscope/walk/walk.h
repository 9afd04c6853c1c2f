/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Follows a trace's instructions through calls and returns, worlds and threads, and counts them in a tree.
 *
 * Each thread of L1 has three stacks of frames: in the kernel, in user space, and of the guest, if the thread is
 * a vCPU. A CALL makes a frame, which knows where its return address is stored; the RET that takes it from
 * there ends the frame and all above it, wherever it goes: where a retpoline has put another address
 * there, that is a jump. What was called and is never returned to (RSB stuffing) is dropped when the stack
 * pointer has passed it. A jump to another function makes a frame that ends with the one below.
 * __switch_to_asm() changes threads: the RET behind it takes its address from the other thread's frame.
 *
 * What cannot be known: who called what was running when the trace began (ENTRY_BEFORE); in user space
 * without symbols, where a function begins that is only jumped to: it counts as the one that jumps.
 */
#ifndef WALK_WALK_H
#define WALK_WALK_H

#include "hooks.h"
#include "symbols.h"
#include "trace.h"
#include "tree.h"

/* @aborted: instructions that fault or leave the guest are in the trace, but took no time (QEMU). */
struct walk *walk_new(struct trace *trace, struct symbols *symbols, bool aborted,
		      const struct walk_hooks *hooks);
void walk_free(struct walk *walk);

/* Counts in that tree from now on, or in none. */
void walk_into(struct walk *walk, struct tree_node *root);

/* The last instruction, and the node that it was counted in: NULL if in none. */
const struct trace_step *walk_last(const struct walk *walk);
struct tree_node *walk_last_node(const struct walk *walk);
/* The function that it is of. */
const struct function *walk_last_function(const struct walk *walk);

/* A function of the processor's own, by its name. */
const struct function *walk_hardware(struct walk *walk, const char *name);

/* A window begins: in the guest. */
void walk_begin(struct walk *walk);
/* A run was executed. */
void walk_run(struct walk *walk, const struct trace_event *event);
/* Both, up to the mark that closes the window. False: the trace is damaged. */
bool walk_window(struct walk *walk);

#endif
