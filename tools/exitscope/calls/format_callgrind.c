// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callgrind's profile format, as KCachegrind and callgrind_annotate take it (valgrind's manual, «Callgrind Format
 * Specification»). It knows functions and who calls whom, not paths: a function that is at several places of a tree is told several
 * times, and the reader adds that up. An operation's exit is a function too, which calls what its tree begins with. What is inlined
 * is lines of the function that it is inlined in (fi=). A line that is not known is 0, and a file the name of whose
 * code it is.
 */
#include <inttypes.h>
#include <string.h>

#include "format.h"
#include "home.h"
#include "shared/memory.h"

struct page {
	FILE *to;
	const struct parts *parts;
	const struct part *part;
	struct homes homes;
	/* Of the function that is being written. */
	const char *home, *file; /* its own file, and that which lines are of */
};

static const char *file_of(const struct page *page, const struct both *node)
{
	return home_of(&page->homes, node) ?: page->parts->worlds[node->world];
}

static void names(const struct page *page, const struct both *node, const char *prefix)
{
	if (node->parent)
		fprintf(page->to, "%sob=%s\n%s=%s\n%sfn=%s\n", prefix, node->module,
			*prefix ? "cfi" : "fl", file_of(page, node), prefix, node->name);
	else
		fprintf(page->to, "%sob=exitscope\n%s=%s\n%sfn=%s\n", prefix,
			*prefix ? "cfi" : "fl", page->part->row, prefix, page->part->title);
}

/* What comes is of that file; NULL: of the function's own. */
static void turn_to(struct page *page, const char *file)
{
	file = file ?: page->home;
	if (!strcmp(page->file, file))
		return;
	page->file = file;
	fprintf(page->to, "%s=%s\n", strcmp(file, page->home) ? "fi" : "fe", file);
}

/* A node's own instructions, line by line; what no line is known of is of none. */
static void own(struct page *page, const struct both *node)
{
	uint64_t rest = node->own[NOW];

	for (size_t i = 0; i < node->lines; i++)
		rest -= node->line[i].own;
	if (rest || !node->inlined) {
		turn_to(page, NULL);
		fprintf(page->to, "0 %" PRIu64 "\n", rest);
	}
	for (size_t i = 0; i < node->lines; i++) {
		turn_to(page, node->line[i].file);
		fprintf(page->to, "%u %" PRIu64 "\n", node->line[i].line, node->line[i].own);
	}
}

/* What was there before the tree began has no call, but its readers take none for no line. */
static void call(struct page *page, const struct both *child)
{
	turn_to(page, child->at_file);
	names(page, child, "c");
	fprintf(page->to, "calls=%" PRIu64 " 0\n%u %" PRIu64 "\n",
		child->calls[NOW] ? child->calls[NOW] : 1, child->at_line, child->total[NOW]);
}

/* A function, or what is inlined in it. */
static void body(struct page *page, const struct both *node)
{
	own(page, node);
	for (const struct both *child = node->child; child; child = child->sibling) {
		if (!child->total[NOW])
			continue;
		if (child->inlined)
			body(page, child);
		else
			call(page, child);
	}
}

static void function(struct page *page, const struct both *node)
{
	fputc('\n', page->to);
	names(page, node, "");
	page->home = page->file = node->parent ? file_of(page, node) : page->part->row;
	body(page, node);
}

char *format_callgrind(const struct parts *parts, FILE *to)
{
	struct page page = { .to = to, .parts = parts };
	uint64_t sum = 0;

	if (parts->compared)
		return print("callgrind's format knows no differences: --format html or folded");
	page.homes = homes_of(parts);
	for (size_t i = 0; i < parts->n; i++)
		sum += parts->part[i].tree->total[NOW];
	fprintf(to,
		"# callgrind format\nversion: 1\ncreator: exitscope explain\n"
		"cmd: exitscope explain %s\npositions: line\n"
		"event: Instructions : instructions\nevents: Instructions\nsummary: %" PRIu64 "\n",
		parts->n ? parts->part[0].row : "", sum);
	for (size_t i = 0; i < parts->n; i++) {
		const struct both *root = parts->part[i].tree;

		page.part = &parts->part[i];
		for (const struct both *node = root; node; node = both_next(root, node))
			if (node->total[NOW] && !node->inlined)
				function(&page, node);
	}
	homes_free(&page.homes);
	return NULL;
}
