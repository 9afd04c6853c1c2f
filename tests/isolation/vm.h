/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU with a guest, several at once: for programs that run in L1 as a payload. All they have to tell
 * goes to standard output, a line each, `@` before what is not a guest's.
 */
#ifndef VM_H
#define VM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define MAX_VMS	  4
#define MAX_WORDS 64

struct vm {
	char *name;
	char *append;		   /* the guest's command line */
	char *argument[MAX_WORDS]; /* more for QEMU */
	int arguments;
	pid_t pid;
	int serial; /* our end of its serial port, -1 when it is closed */
	char line[8192];
	size_t length;
	int planned, results;	  /* workloads */
	bool step;		  /* the guest waits for a byte before each workload */
	bool ready, waits, ended; /* waits: for the byte that lets it go on */
};

/* Starts QEMU for @vm, with a pass being status 33 (isa-debug-exit). */
void vm_start(struct vm *vm);
/* Takes what the guest has sent, and calls @each with each whole line. */
void vm_input(struct vm *vm, void (*each)(struct vm *vm));
/* Lets it go on, where it steps. */
void vm_step(struct vm *vm);
/* Waits for QEMU's end; whether that was a pass. */
bool vm_passed(struct vm *vm);

#endif
