/* SPDX-License-Identifier: GPL-2.0-only */
/* What KVM's handler of an exit says of it. */
#ifndef EXPLAIN_HANDLER_H
#define EXPLAIN_HANDLER_H

#include "operation.h"

/* Whether it is a handler of exits, by what they are called in svm_exit_handlers[] and kvm_vmx_exit_handlers[]. */
bool handler_is(const struct function *function);

/*
 * Whether the guest was left between two instructions, or behind its last, and not in the midst of that. KVM on SVM calls no handler for
 * interrupts and interrupt windows, since the compiler has them inline, nor on VMX for interrupts.
 */
bool handler_is_between(const struct explained_exit *exit);

/* Whether QEMU does not take the guest's instruction back: between two, and for #UD. */
bool handler_was_executed(const struct explained_exit *exit);

#endif
