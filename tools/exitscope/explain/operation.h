/* SPDX-License-Identifier: GPL-2.0-only */
/* One operation of a workload: what the guest executed, and what of it was executed for each exit. */
#ifndef EXPLAIN_OPERATION_H
#define EXPLAIN_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "walk/tree.h"

/* The guest was left, until it went on. */
struct explained_exit {
	char *instruction; /* the guest's last before it, in words: "CPUID", "RDMSR"; of others its bytes */
	const struct function *at; /* where that is; NULL: there was none since the exit before */
	uint64_t address;	   /* of it */
	const struct function *handler; /* of KVM: the first such that it called; NULL: none */
	bool interrupted;   /* an interrupt of L1's came before any handler was called */
	const char *reason; /* as the counters name it; NULL: they do not tell (reason.h) */
	struct tree_node *tree;
};

/* One operation; what it took is measured from one reading of the TSC to the next, in the guest. */
struct explained_op {
	struct tree_node *guest; /* with `measuring` in it */
	struct explained_exit *exits;
	size_t exit_count;
	uint64_t sum; /* all trees' instructions, less measuring */
	uint64_t idle; /* cycles that L1 has waited, halted: they are in the round trip and in no tree */
	bool halted;	    /* it has */
	unsigned int alike; /* so many operations of the row were equal to this, itself included */
	unsigned int first; /* the first of them, from 0 on */
};

/* What an operation holds. */
void operation_free(struct explained_op *op);

/* Whether two took the same way, with the same instructions. */
bool operation_equal(const struct explained_op *a, const struct explained_op *b);

#endif
