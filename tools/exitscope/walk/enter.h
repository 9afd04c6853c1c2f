/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that execution comes to: their frames, and where in the tree they are. */
#ifndef WALK_ENTER_H
#define WALK_ENTER_H

#include "state.h"

/* Where the current stack's top is in the tree; there is one. */
struct tree_node *enter_node(struct walk *walk);

/* Below the node of a function: that of the innermost function which is inlined there at an instruction, or itself. */
struct tree_node *enter_inlined(struct tree_node *node, const struct chain *chain);

/* @function, or what goes by @address where there is none. */
const struct function *enter_named(struct walk *walk, const struct function *function,
				   uint64_t address);

/* A function is entered, and that counts as a call if it is so from its beginning. */
void enter_frame(struct walk *walk, struct frame frame, bool counts);

/* Who called what is there is not known. */
void enter_unknown(struct walk *walk, const struct function *function, uint64_t address);

/* Execution is in @function now, not by a call: it may be the one that is on top, or comes by a jump. */
void enter_settle(struct walk *walk, const struct function *function, uint64_t address);

/* By the last instruction, a CALL. */
void enter_call(struct walk *walk, const struct function *function, uint64_t address);

#endif
