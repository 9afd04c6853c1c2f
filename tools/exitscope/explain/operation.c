// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "operation.h"

void operation_free(struct explained_op *op)
{
	tree_free(op->guest);
	for (size_t i = 0; i < op->exit_count; i++) {
		free(op->exits[i].instruction);
		tree_free(op->exits[i].tree);
	}
	free(op->exits);
}

static bool same_exit(const struct explained_exit *a, const struct explained_exit *b)
{
	return a->address == b->address && a->handler == b->handler && tree_equal(a->tree, b->tree);
}

bool operation_equal(const struct explained_op *a, const struct explained_op *b)
{
	if (a->sum != b->sum || a->idle != b->idle || a->exit_count != b->exit_count ||
	    !tree_equal(a->guest, b->guest))
		return false;
	for (size_t i = 0; i < a->exit_count; i++)
		if (!same_exit(&a->exits[i], &b->exits[i]))
			return false;
	return true;
}
