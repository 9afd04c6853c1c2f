/* SPDX-License-Identifier: GPL-2.0-only */
/* Ways to count an exit with its cycles, each as one function that counts many. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_THREADS 2

/*
 * @count: counts @exits exits of thread @thread. Exits of several reasons, since a guest's are.
 * @total: how many have been counted since model_reset(), by what was written to memory.
 */
struct design {
	const char *name;
	void (*count)(int thread, unsigned int exits);
	uint64_t (*total)(void);
};

enum {
	NOTHING, /* the clock is read as often, nothing is written: what the processor itself costs */
	PER_VCPU, /* exit_counters.h, a bank of rows for each vCPU */
	ONE_LINE, /* the same code, but the rows of two vCPUs lie in one cache line */
	GLOBAL,	  /* the write-up: two global atomics and a table of them */
	DESIGNS,
};

extern const struct design designs[DESIGNS];

/* All counts 0. */
void model_reset(void);

/* The processor's clock. */
uint64_t model_clock(void);

#endif
