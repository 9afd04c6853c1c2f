/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that are not simply the next of the same function. */
#ifndef WALK_TURN_H
#define WALK_TURN_H

#include "state.h"

/* The space that @address is in, after the last instruction. */
enum space turn_space(const struct walk *walk, uint64_t address);

/* Execution comes to @address, which is @function's, or nobody's that has a name: NULL. */
void turn(struct walk *walk, enum space space, const struct function *function, uint64_t address);

#endif
