/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that run in L1 as a payload: several guests at once, and what the host sees of
 * them. All they have to tell goes to standard output, a line each, `@` before what is not a
 * guest's.
 */
#ifndef L1_H
#define L1_H

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

/* Ends the program with 3, could not run, after a line that says why. */
void __attribute__((format(printf, 1, 2), noreturn)) fail(const char *format, ...);

/* file.c: the whole text of a file of proc, sysfs or debugfs, or NULL. */
char *read_text(const char *path);

/* vm.c: starts QEMU for @vm, with a pass being status 33 (isa-debug-exit). */
void vm_start(struct vm *vm);
/* Takes what the guest has sent, and calls @each with each whole line. */
void vm_input(struct vm *vm, void (*each)(struct vm *vm));
/* Lets it go on, where it steps. */
void vm_step(struct vm *vm);
/* Waits for QEMU's end; whether that was a pass. */
bool vm_passed(struct vm *vm);

/* host.c: what the host sees. */
void host_counters(const char *when, const struct vm *vm);
void host_log(const char *when);
void host_memory_begin(void);
void host_memory_end(const struct vm *vm, int vms);

#endif
