// SPDX-License-Identifier: GPL-2.0-only
/*
 * One object: `type`, `worlds`, and `rows`, each with `name` and `exits`, each with `title`, `exit` (from 1 on; 0: the guest's own) and
 * `tree`. Members of a tree's node are one letter, as d3-flame-graph takes them, since there may be a hundred thousand:
 *   n name, m module, w world (its place in `worlds`), e how it was entered (tree.h), k calls, o own instructions, v with all
 *   below, c what it called; with lines also i, of one that is inlined where (`file:12`), and l, a list of file, line, own
 *   instructions; compared also kb, ob and vb, before, and d: own now less before.
 * The root's n is the exit's title, and it has no m.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format_tree.h"
#include "shared/json_text.h"
#include "shared/memory.h"

/* Frames of flame graphs, with black text on them. */
static const char *const colors[] = { "#a8d5a2", "#d0d0d0", "#f7b267",
				      "#8ec6e6", "#d9b3e6", "#f5e08a" };

#define COLORS (sizeof(colors) / sizeof(*colors))

static void number(FILE *to, const char *name, uint64_t value)
{
	fprintf(to, ",\"%s\":%" PRIu64, name, value);
}

static void lines(FILE *to, const struct both *node)
{
	if (node->inlined) {
		char *at = print("%s:%u", node->at_file ?: "?", node->at_line);

		fputs(",\"i\":", to);
		json_text(to, at);
		free(at);
	}
	for (size_t i = 0; i < node->lines; i++) {
		fputs(i ? ",[" : ",\"l\":[[", to);
		json_text(to, node->line[i].file);
		fprintf(to, ",%u,%" PRIu64 "]", node->line[i].line, node->line[i].own);
	}
	if (node->lines)
		fputc(']', to);
}

static void node_begin(FILE *to, const struct parts *parts, const struct part *part,
		       const struct both *node)
{
	fputs("{\"n\":", to);
	json_text(to, node->parent ? node->name : part->title);
	if (node->parent) {
		fputs(",\"m\":", to);
		json_text(to, node->module);
	}
	number(to, "w", node->world);
	number(to, "e", node->entry);
	number(to, "k", node->calls[NOW]);
	number(to, "o", node->own[NOW]);
	number(to, "v", node->total[NOW]);
	lines(to, node);
	if (parts->compared) {
		number(to, "kb", node->calls[BEFORE]);
		number(to, "ob", node->own[BEFORE]);
		number(to, "vb", node->total[BEFORE]);
		fprintf(to, ",\"d\":%" PRId64, both_own(node));
	}
}

/* Depth first, without recursion: a node is open until its last child is written. */
static void tree(FILE *to, const struct parts *parts, const struct part *part)
{
	const struct both *node = part->tree;

	for (;;) {
		node_begin(to, parts, part, node);
		if (node->child) {
			fputs(",\"c\":[", to);
			node = node->child;
			continue;
		}
		fputc('}', to);
		while (node != part->tree && !node->sibling) {
			fputs("]}", to);
			node = node->parent;
		}
		if (node == part->tree)
			return;
		fputc(',', to);
		node = node->sibling;
	}
}

void format_tree_data(const struct parts *parts, FILE *to)
{
	const char *row = NULL;

	fputs("{\"type\":\"explanation\",\"worlds\":[", to);
	for (unsigned int world = 0; world < parts->world_count; world++)
		fprintf(to, "%s{\"name\":\"%s\",\"color\":\"%s\"}", world ? "," : "",
			parts->worlds[world], colors[world % COLORS]);
	fputs("],\"rows\":[", to);
	for (size_t i = 0; i < parts->n; i++) {
		const struct part *part = &parts->part[i];

		if (!row || strcmp(row, part->row)) {
			fputs(row ? "]},\n{\"name\":" : "\n{\"name\":", to);
			json_text(to, part->row);
			fputs(",\"exits\":[", to);
		} else {
			fputc(',', to);
		}
		row = part->row;
		fprintf(to, "\n{\"exit\":%u,\"title\":", part->exit);
		json_text(to, part->title);
		fputs(",\"tree\":", to);
		tree(to, parts, part);
		fputc('}', to);
	}
	fputs(row ? "]}]}" : "]}", to);
}
