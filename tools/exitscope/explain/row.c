// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "reason.h"
#include "row.h"
#include "shared/memory.h"

void explained_keep(struct explained_row *row, struct explained_op *op)
{
	for (size_t i = 0; i < row->op_count; i++) {
		if (!operation_equal(&row->op[i], op))
			continue;
		row->op[i].alike++;
		operation_free(op);
		return;
	}
	row->op = grow(row->op, (row->op_count + 1) * sizeof(*row->op));
	row->op[row->op_count++] = *op;
}

void explained_choose(struct explained_row *row)
{
	struct explained_op *best = NULL;
	bool best_exact = false;

	for (size_t i = 0; i < row->op_count; i++) {
		struct explained_op *op = &row->op[i];
		bool exact = op->sum + op->idle == row->round_trip;

		if (best && (exact != best_exact ? !exact : op->alike <= best->alike))
			continue;
		best = op;
		best_exact = exact;
	}
	if (best && row->result)
		reason_set(best, row->result);
	row->typical = best;
}

bool explained_unsteady(const struct explained_row *row)
{
	bool more = false, less = false;

	for (size_t i = 0; i < row->op_count; i++) {
		uint64_t took = row->op[i].sum + row->op[i].idle;

		if (took == row->round_trip)
			return false;
		more |= took > row->round_trip;
		less |= took < row->round_trip;
	}
	return !row->wrong && more && less;
}

bool explained_exactly(const struct explained_row *row)
{
	return row->typical && !row->wrong &&
	       row->typical->sum + row->typical->idle == row->round_trip;
}

void explained_free(struct explained_row *row)
{
	for (size_t i = 0; i < row->op_count; i++)
		operation_free(&row->op[i]);
	free(row->op);
	free(row->name);
	free(row->why);
}
