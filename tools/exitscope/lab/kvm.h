/* SPDX-License-Identifier: GPL-2.0-only */
/* Command lines for the guest on this machine itself. */
#ifndef KVM_H
#define KVM_H

#include "emulator.h"
#include "plan/config.h"

/*
 * On its KVM, with a command line for the guest, and its serial port's input from standard input or not
 * at all. False: said why.
 */
bool kvm_command(struct words *words, const struct config *config, const char *append, bool input,
		 const char *image);
/* In plain emulation, where there are no exits to count. */
void tcg_command(struct words *words, const struct config *config, const char *image);

#endif
