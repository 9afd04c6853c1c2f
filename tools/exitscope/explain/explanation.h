/* SPDX-License-Identifier: GPL-2.0-only */
/* What a trace makes of each workload of a run: see tree.h for how to walk it. */
#ifndef EXPLAIN_EXPLANATION_H
#define EXPLAIN_EXPLANATION_H

#include "log/log.h"
#include "operation.h"
#include "walk/symbols.h"
#include "walk/tree.h"

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

struct explanation {
	struct explained_row *rows; /* in the order they ran */
	size_t row_count;
	uint64_t measuring; /* instructions of an operation that are the measurement's own, all in the guest's tree */
	struct symbols *symbols;
};

/*
 * Whether no operation took as long as the median, but some longer and some less, each exactly its own round trip: then none is
 * typical, and the first of the most frequent is shown.
 */
bool explained_unsteady(const struct explained_row *row);

/* Whether the sum over the functions of the typical operation, and L1's waiting, is the run's median. */
bool explained_exactly(const struct explained_row *row);

/*
 * Explains @data, a trace of a run that left this log. The symbols are the explanation's from then on.
 * False: *why says why it cannot be explained, to be freed; the explanation is to be freed all the same.
 */
bool explain_trace(struct explanation *explanation, const void *data, size_t size,
		   const struct log *log, struct symbols *symbols, char **why);
void explanation_free(struct explanation *explanation);

#endif
