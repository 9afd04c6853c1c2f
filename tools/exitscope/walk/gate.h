/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways into a kernel and back: interrupts, exceptions, system calls. */
#ifndef WALK_GATE_H
#define WALK_GATE_H

#include "state.h"

/* Whether L1's IDT leads to @function, by its name. NULL: it does not. */
bool gate_is_entry(const struct function *function);

/*
 * L1's kernel is entered by an interrupt or an exception. An exception's instruction was not executed, and will be
 * again.
 */
void gate_enter(struct walk *walk, const struct function *function);

/* By SYSCALL and the like. */
void gate_call(struct walk *walk, const struct function *function, uint64_t address);

/* By IRET and SYSRET: what the last gate interrupted goes on. */
void gate_leave(struct walk *walk, const struct function *function, uint64_t address);

#endif
