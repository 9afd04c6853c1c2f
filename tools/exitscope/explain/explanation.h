/* SPDX-License-Identifier: GPL-2.0-only */
/* What a trace makes of each workload of a run: see walk/tree.h for how to walk it. */
#ifndef EXPLAIN_EXPLANATION_H
#define EXPLAIN_EXPLANATION_H

#include "log/log.h"
#include "row.h"
#include "walk/symbols.h"

struct explanation {
	struct explained_row *rows; /* in the order they ran */
	size_t row_count;
	uint64_t measuring; /* instructions of an operation that are the measurement's own, all in the guest's tree */
	struct symbols *symbols;
};

/*
 * Explains @data, a trace of a run that left this log. The symbols are the explanation's from then on.
 * False: *why says why it cannot be explained, to be freed; the explanation is to be freed all the same.
 */
bool explain_trace(struct explanation *explanation, const void *data, size_t size,
		   const struct log *log, struct symbols *symbols, char **why);
void explanation_free(struct explanation *explanation);

#endif
