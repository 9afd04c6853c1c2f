/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hostile guest's calls of the counter interface, and what may be answered:
 * host-patch/README.md, sentence by sentence, and the history of this vCPU's own
 * calls. What is right is decided at CPL 0, wherever the CPUIDs were executed.
 */
#ifndef EXITSCOPE_HOSTILE_H
#define EXITSCOPE_HOSTILE_H

#include "machine/cpu.h"

#define HOSTILE_CALLS 16 /* in an operation */

/* Where a burst of calls is executed, which decides what they do. */
enum hostile_place {
	HOSTILE_EXITS,	  /* each takes an exit */
	HOSTILE_FAULTS,	  /* the same, and ends in #GP: CPUID faulting, at CPL 3 */
	HOSTILE_EMULATED, /* KVM emulates the instruction: no exit, and no view is set */
};

/*
 * One CPUID. @in and @out: RAX, RBX, RCX, RDX. Of @in, RAX's low half is the leaf and RCX's the
 * index; all else is rubbish that the answer must overwrite. @faulted: 1 if it ended in #GP.
 */
struct hostile_call {
	u64 in[4], out[4];
	u64 faulted;
};

/* Fits the workload's setup(): reads the seed, learns which reasons are defined. */
const char *hostile_setup(void);

/*
 * Chooses the calls of this vCPU's operation @i, and does what must be done before them.
 * Operation 0 begins a window: it learns how many CPUIDs this vCPU has executed.
 */
struct hostile_call *hostile_choose(u64 i);

/* Executes the calls in turn, at the CPL it is called at. */
void hostile_execute(void);

/* Says that the calls are about to be executed, and that they were. */
void hostile_begin(enum hostile_place place);
void hostile_done(enum hostile_place place);

/* Judges the answers; one that is not defined ends the run as failed, and says which. */
void hostile_judge(enum hostile_place place);

/* A random number of this vCPU's. */
u64 hostile_random(void);

#endif
