// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callgrind's profile format, as KCachegrind and callgrind_annotate take it (valgrind's manual, «Callgrind Format
 * Specification»). It knows functions and who calls whom, not paths: a function that is at several places of a tree is told several
 * times, and the reader adds that up. An operation's exit is a function too, which calls what its tree begins with. There are no
 * source lines: all are 0.
 */
#include <inttypes.h>

#include "format.h"
#include "shared/memory.h"

static void names(FILE *to, const struct parts *parts, const struct part *part,
		  const struct both *node, const char *prefix)
{
	if (node->parent)
		fprintf(to, "%sob=%s\n%s=%s\n%sfn=%s\n", prefix, node->module,
			*prefix ? "cfi" : "fl", parts->worlds[node->world], prefix, node->name);
	else
		fprintf(to, "%sob=exitscope\n%s=%s\n%sfn=%s\n", prefix, *prefix ? "cfi" : "fl",
			part->row, prefix, part->title);
}

static void function(FILE *to, const struct parts *parts, const struct part *part,
		     const struct both *node)
{
	fputc('\n', to);
	names(to, parts, part, node, "");
	fprintf(to, "0 %" PRIu64 "\n", node->own[NOW]);
	for (const struct both *child = node->child; child; child = child->sibling) {
		if (!child->total[NOW])
			continue;
		names(to, parts, part, child, "c");
		/* What was there before the tree began has no call, but its readers take none for no line. */
		fprintf(to, "calls=%" PRIu64 " 0\n0 %" PRIu64 "\n",
			child->calls[NOW] ? child->calls[NOW] : 1, child->total[NOW]);
	}
}

char *format_callgrind(const struct parts *parts, FILE *to)
{
	uint64_t sum = 0;

	if (parts->compared)
		return print("callgrind's format knows no differences: --format html or folded");
	for (size_t i = 0; i < parts->n; i++)
		sum += parts->part[i].tree->total[NOW];
	fprintf(to,
		"# callgrind format\nversion: 1\ncreator: exitscope explain\n"
		"cmd: exitscope explain %s\npositions: line\n"
		"event: Instructions : instructions\nevents: Instructions\nsummary: %" PRIu64 "\n",
		parts->n ? parts->part[0].row : "", sum);
	for (size_t i = 0; i < parts->n; i++) {
		const struct part *part = &parts->part[i];

		for (const struct both *node = part->tree; node; node = both_next(part->tree, node))
			if (node->total[NOW])
				function(to, parts, part, node);
	}
	return NULL;
}
