/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of the machine, on every VMM that the guest runs under. */
#ifndef EXITSCOPE_MACHINE_H
#define EXITSCOPE_MACHINE_H

#include "shared/types.h"

/* What goes to QEMU's isa-debug-exit: QEMU then ends with status 2 * code + 1. */
enum exit_code {
	EXIT_PASS = 0x10,
	EXIT_FAIL = 0x11,
	EXIT_SKIP = 0x12,  /* nothing was asserted: there are no counters */
	EXIT_ERROR = 0x13, /* bad options: nothing ran */
};

/* Ends the VM. Where nothing can end it, it halts for good. */
void __noreturn machine_exit(enum exit_code code);

#endif
