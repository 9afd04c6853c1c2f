/* SPDX-License-Identifier: GPL-2.0-only */
/* A workload, as its traced operations explain it. */
#ifndef EXPLAIN_ROW_H
#define EXPLAIN_ROW_H

#include "log/log.h"
#include "operation.h"

struct explained_row {
	char *name;
	unsigned int ops;	 /* that were traced */
	struct explained_op *op; /* each that is not equal to one before it */
	size_t op_count;
	const struct explained_op
		*typical;    /* one of them: what the row is explained by; NULL if there is none */
	uint64_t round_trip; /* the run's median, of all operations that were measured before */
	bool steady;	     /* as the guest says: most operations took as long as the median */
	unsigned int wrong; /* operations whose sum is not their own round trip: there must be none */
	char *why;	    /* why there is nothing to explain, or NULL */
	const struct log_result *result;
};

/* An operation more, which is the row's from then on. */
void explained_keep(struct explained_row *row, struct explained_op *op);

/* When all are there: the one that the row is explained by. */
void explained_choose(struct explained_row *row);

/*
 * Whether no operation took as long as the median, but some longer and some less, each exactly its own round trip: then none is
 * typical, and the first of the most frequent is shown.
 */
bool explained_unsteady(const struct explained_row *row);

/* Whether the sum over the functions of the typical operation, and L1's waiting, is the run's median. */
bool explained_exactly(const struct explained_row *row);

void explained_free(struct explained_row *row);

#endif
