/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A disturber: something that a busy host does to a VM while its rows run. It takes a step now and then, and
 * counts what it has done, so that a run in which it has done nothing is told from one that stood it.
 */
#ifndef DISTURBER_H
#define DISTURBER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The QEMU that is disturbed. */
struct victim {
	pid_t pid;
	int process;	 /* a pidfd */
	int monitor;	 /* QMP */
	uintptr_t start; /* of the guest's memory in it */
	uintptr_t end;
};

struct disturber {
	const char *name;
	const char *what; /* @done counts */
	/* A tracepoint of KVM's, `system/event`: it tells KVM that pages are taken away. Or NULL. */
	const char *witness;
	bool ranged;	 /* the witness tells of which addresses: only the guest's count */
	unsigned int ms; /* of the lab's from one step to the next; 0: no steps */
	/* Any of them may be NULL. These: 0, or -1 after an error frame. */
	int (*prepare)(void); /* before there is a QEMU */
	int (*begin)(const struct victim *victim);
	void (*step)(const struct victim *victim);
	void (*reply)(const struct victim *victim, const char *line); /* of QMP's */
	void (*end)(const struct victim *victim);
	/* Without a witness: how often pages have been taken from the VM, or may have been, so far. */
	uint64_t (*taken)(void);
	uint64_t begun; /* writes of the vCPUs' state, of which done have ended; else 0 */
	uint64_t done; /* since begin, or a little more than that where it is known at the end only */
};

/* Writes text to a file of the kernel's. 0, or -1 after an error frame. */
int disturber_set(const char *path, const char *text);

#endif
