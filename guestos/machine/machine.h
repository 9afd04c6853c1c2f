/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of the machine, on every VMM that the guest runs under. */
#ifndef EXITSCOPE_MACHINE_H
#define EXITSCOPE_MACHINE_H

#include "boot/layout.h"
#include "shared/types.h"

/* What goes to QEMU's isa-debug-exit: QEMU then ends with status 2 * code + 1. */
enum exit_code {
	EXIT_PASS = 0x10,
	EXIT_FAIL = 0x11,
	EXIT_SKIP = 0x12,	      /* nothing was asserted: there are no counters */
	EXIT_ERROR = EXIT_CODE_ERROR, /* bad options, or no machine for it: nothing ran */

	/* The same as kvm-unit-tests' run scripts take them (their report_summary()). */
	EXIT_PLAIN_PASS = 0,
	EXIT_PLAIN_FAIL = 1,
	EXIT_PLAIN_ERROR = 2,
	EXIT_PLAIN_SKIP = 77 / 2, /* QEMU makes it 77, which is automake's */
};

/* The one that kvm-unit-tests have for it. */
enum exit_code machine_plain(enum exit_code code);

/*
 * Ends the VM. With @hold, and always where there is no hypervisor, what is on the screen stays there until a
 * key is pressed (isa-debug-exit ends QEMU all the same). Where nothing can end it, it halts for good.
 */
void __noreturn machine_exit(enum exit_code code, bool hold);

#endif
