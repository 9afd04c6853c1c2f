/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that end. */
#ifndef WALK_LEAVE_H
#define WALK_LEAVE_H

#include "state.h"

/* By the last instruction, a RET: @function goes on at @address, of this thread or of another. */
void leave_by_return(struct walk *walk, const struct function *function, uint64_t address);

#endif
