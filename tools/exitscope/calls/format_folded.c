// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folded stacks, as flamegraph.pl, inferno and speedscope take them: a line a path with instructions of its own, frames
 * from the outermost on with `;` between, a blank, and how many. Compared: two numbers, before and now, as difffolded.pl has it.
 */
#include <inttypes.h>

#include "format.h"

/* What would end a frame or a stack. */
static void frame(FILE *to, const char *name)
{
	for (; *name; name++)
		fputc(*name == ';' || *name == '\n' ? ':' : *name, to);
}

static void stack(FILE *to, const struct part *part, const struct both *node)
{
	if (!node->parent) {
		frame(to, part->row);
		fputc(';', to);
		frame(to, part->title);
		return;
	}
	stack(to, part, node->parent);
	fputc(';', to);
	frame(to, node->name);
	fputs(" [", to);
	frame(to, node->module);
	fputs(node->inlined ? "] (inlined)" : "]", to);
}

char *format_folded(const struct parts *parts, FILE *to)
{
	for (size_t i = 0; i < parts->n; i++) {
		const struct part *part = &parts->part[i];

		for (const struct both *node = part->tree; node;
		     node = both_next(part->tree, node)) {
			if (!node->own[NOW] && !node->own[BEFORE])
				continue;
			stack(to, part, node);
			if (parts->compared)
				fprintf(to, " %" PRIu64, node->own[BEFORE]);
			fprintf(to, " %" PRIu64 "\n", node->own[NOW]);
		}
	}
	return NULL;
}
