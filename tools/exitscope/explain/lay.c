// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "lay.h"
#include "shared/memory.h"
#include "walk/tree.h"

static struct both *lay_child(struct both *into, const struct tree_node *child)
{
	const struct function *function = child->function;
	struct both *node;

	if (child->entry == ENTRY_INLINED)
		return both_inlined(into, function->name, function->module, child->at.file,
				    child->at.line);
	node = both_child(into, function->name, function->module, child->world, child->entry);
	if (child->at.file)
		both_called_from(node, child->at.file, child->at.line);
	return node;
}

static void lay(struct both *into, const struct tree_node *tree, enum when side)
{
	into->calls[side] += tree->calls;
	into->own[side] += tree->own;
	for (size_t i = 0; i < tree->lines; i++)
		if (tree->line[i].own)
			both_line(into, tree->line[i].at.file, tree->line[i].at.line,
				  tree->line[i].own);
	for (const struct tree_node *child = tree->child; child; child = child->sibling)
		lay(lay_child(into, child), child, side);
}

/* By its reason, where that is known, or the guest's instruction. */
static void lay_exit(struct parts *parts, enum when side, const struct explained_row *row,
		     size_t index)
{
	const struct explained_op *op = row->typical;
	const struct explained_exit *exit = &op->exits[index];
	const char *what = exit->reason ? exit->reason : exit->instruction;
	char *title = print("exit %zu of %zu%s%s", index + 1, op->exit_count, what ? ": " : "",
			    what ? what : "");

	lay(parts_tree(parts, side, row->name, index + 1, title), exit->tree, side);
	free(title);
}

void explanation_lay(struct parts *parts, enum when side, const struct explanation *explanation)
{
	parts->worlds = world_names;
	parts->world_count = WORLDS;
	parts->measuring = explanation->measuring;
	for (size_t i = 0; i < explanation->row_count; i++) {
		const struct explained_row *row = &explanation->rows[i];

		if (!row->typical)
			continue;
		for (size_t exit = 0; exit < row->typical->exit_count; exit++)
			lay_exit(parts, side, row, exit);
		lay(parts_tree(parts, side, row->name, 0, "guest"), row->typical->guest, side);
	}
}
