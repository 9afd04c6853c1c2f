// SPDX-License-Identifier: GPL-2.0-only
/*
 * One page that asks nobody for anything. It is tables, a tree each; page.js makes tabs and flame graphs of them, with d3 and
 * d3-flame-graph, which `make flamegraph` puts into the build folder and which stand in the page whole.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_path.h"
#include "base/xml.h"
#include "format.h"
#include "format_tree.h"
#include "shared/grouped.h"
#include "shared/memory.h"

/* What is put in whole, from build/flamegraph. */
enum piece { CSS, D3, D3_LICENSE, GRAPH, GRAPH_LICENSE, SCRIPT, VERSIONS, PIECES };

static const char *const files[PIECES] = {
	[CSS] = "page.css",
	[D3] = "d3.js",
	[D3_LICENSE] = "d3.LICENSE",
	[GRAPH] = "d3-flame-graph.js",
	[GRAPH_LICENSE] = "d3-flame-graph.LICENSE",
	[SCRIPT] = "page.js",
	[VERSIONS] = "versions",
};

/* NULL, or why they are not there. */
static char *pieces_read(char *text[PIECES])
{
	char *wrong = NULL;

	for (int i = 0; !wrong && i < PIECES; i++) {
		char *name = print("flamegraph/%s", files[i]), *path = build_path(name);
		FILE *file = fopen(path, "re");
		size_t room = 0;

		text[i] = NULL;
		if (!file || getdelim(&text[i], &room, 0, file) < 0)
			wrong = print(
				"no flame graphs, %s: %s; 'make flamegraph' fetches them, by npm",
				path, strerror(errno));
		if (file)
			fclose(file);
		free(name);
		free(path);
	}
	return wrong;
}

static void cell(FILE *to, uint64_t number)
{
	char text[GROUPED];

	fprintf(to, "<td class=\"n\">%s</td>", grouped(number, text));
}

static void signed_cell(FILE *to, int64_t number)
{
	char text[GROUPED];

	fprintf(to, "<td class=\"n\">%s%s</td>",
		number > 0   ? "+"
		: number < 0 ? "\u2212"
			     : "",
		grouped(number < 0 ? -(uint64_t)number : (uint64_t)number, text));
}

static void table_row(FILE *to, const struct parts *parts, const struct both *root,
		      const struct both *node)
{
	uint64_t all = root->total[NOW];

	fprintf(to, "<tr><td class=\"f\" style=\"padding-left:%u.0ch\">", node->depth - 1);
	xml_text(node->name, to);
	if (node->inlined) {
		fputs(" <i>inlined at ", to);
		xml_text(node->at_file ?: "?", to);
		fprintf(to, ":%u</i>", node->at_line);
	}
	fputs("</td><td>", to);
	xml_text(node->module, to);
	fprintf(to, "</td><td>%s</td>", parts->worlds[node->world]);
	cell(to, node->calls[NOW]);
	cell(to, node->own[NOW]);
	if (parts->compared)
		signed_cell(to, both_own(node));
	cell(to, node->total[NOW]);
	if (parts->compared)
		signed_cell(to, both_total(node));
	fprintf(to, "<td class=\"n\">%.1f</td></tr>\n", all ? 100.0 * node->total[NOW] / all : 0);
}

/* A line that a function has instructions of its own of. */
static void line_row(FILE *to, const struct both *root, const struct both *node,
		     const struct both_line *line)
{
	uint64_t all = root->total[NOW];

	fprintf(to, "<tr class=\"line\"><td class=\"f\" style=\"padding-left:%u.0ch\">",
		node->depth);
	xml_text(line->file, to);
	fprintf(to, ":%u</td><td></td><td></td><td></td>", line->line);
	cell(to, line->own);
	fprintf(to, "<td></td><td class=\"n\">%.1f</td></tr>\n", all ? 100.0 * line->own / all : 0);
}

static void table(FILE *to, const struct parts *parts, const struct part *part)
{
	static const char difference[] = "<th scope=\"col\" class=\"n\">difference</th>";
	const char *more = parts->compared ? difference : "";

	fprintf(to,
		"<div class=\"scroll\" tabindex=\"0\"><table><caption>Functions, below what called "
		"them</caption>\n<thead><tr><th scope=\"col\">function</th><th scope=\"col\">of</th>"
		"<th scope=\"col\">whose</th><th scope=\"col\" class=\"n\">calls</th>"
		"<th scope=\"col\" class=\"n\">own</th>%s"
		"<th scope=\"col\" class=\"n\">with calls</th>%s"
		"<th scope=\"col\" class=\"n\">%%</th></tr></thead>\n<tbody>\n",
		more, more);
	for (const struct both *node = both_next(part->tree, part->tree); node;
	     node = both_next(part->tree, node)) {
		table_row(to, parts, part->tree, node);
		for (size_t i = 0; i < node->lines; i++)
			line_row(to, part->tree, node, &node->line[i]);
	}
	fputs("</tbody></table></div>\n", to);
}

static void section(FILE *to, const struct parts *parts, const struct part *part, size_t row,
		    size_t exit)
{
	char total[GROUPED], before[GROUPED];

	fprintf(to,
		"<section class=\"exit\" id=\"r%zue%zu\" data-row=\"%zu\" data-exit=\"%zu\" "
		"data-tab=\"",
		row, exit, row, exit);
	xml_text(part->title, to);
	fputs("\">\n<h3>", to);
	xml_text(part->title, to);
	fprintf(to, ": %s instructions", grouped(part->tree->total[NOW], total));
	if (parts->compared)
		fprintf(to, ", %s before", grouped(part->tree->total[BEFORE], before));
	if (!part->exit && parts->measuring)
		fprintf(to, "; %s of them are the measurement's", grouped(parts->measuring, total));
	fputs("</h3>\n", to);
	table(to, parts, part);
	fputs("</section>\n", to);
}

static void sections(FILE *to, const struct parts *parts)
{
	const char *name = NULL;
	size_t row = 0, exit = 0;

	for (size_t i = 0; i < parts->n; i++) {
		const struct part *part = &parts->part[i];

		if (!name || strcmp(name, part->row)) {
			row += name != NULL;
			exit = 0;
			fputs(name ? "</section>\n<section class=\"row\">\n<h2>"
				   : "<section class=\"row\">\n<h2>",
			      to);
			xml_text(part->row, to);
			fputs("</h2>\n", to);
		}
		name = part->row;
		section(to, parts, part, row, exit++);
	}
	fputs("</section>\n", to);
}

static void head(FILE *to, const struct parts *parts, const char *css)
{
	const char *what = parts->compared ? "What each function takes more or less"
					   : "Where the instructions go";

	fprintf(to,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		"<title>%s: ",
		what);
	xml_text(parts->part[0].row, to);
	fprintf(to, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n", css,
		what);
	fputs("<p>Every instruction of one typical operation, by function: of each exit, from the guest's "
	      "last instruction before it to its first one after it, and what the guest executes "
	      "itself. <i>own</i> is a function's own instructions, <i>with calls</i> those and all that "
	      "it called.</p>\n",
	      to);
	if (parts->compared)
		fputs("<p>In the graphs width is instructions, now or before, whichever were more; red is "
		      "more now, blue is less.</p>\n",
		      to);
}

/* An end tag in a script would end it; there is none in what was fetched (flamegraph.sh sees to it). */
static void foot(FILE *to, const struct parts *parts, char *const piece[PIECES])
{
	fputs("</main>\n<footer>\n<p class=\"weak\">The flame graphs are drawn by d3 (ISC License) and "
	      "d3-flame-graph (Apache License 2.0), which stand in this page.</p>\n"
	      "<details><summary>Their licenses</summary>\n<pre>",
	      to);
	xml_text(piece[VERSIONS], to);
	fputs("\n", to);
	xml_text(piece[D3_LICENSE], to);
	fputs("\n", to);
	xml_text(piece[GRAPH_LICENSE], to);
	fputs("</pre></details>\n</footer>\n<script type=\"application/json\" id=\"data\">", to);
	format_tree_data(parts, to);
	fprintf(to, "</script>\n<script>%s</script>\n<script>%s</script>\n<script>%s</script>\n",
		piece[D3], piece[GRAPH], piece[SCRIPT]);
	fputs("</body>\n</html>\n", to);
}

char *format_html(const struct parts *parts, FILE *to)
{
	char *piece[PIECES] = { NULL }, *wrong = pieces_read(piece);

	if (!wrong && !parts->n)
		wrong = print("there is nothing to show");
	if (!wrong) {
		head(to, parts, piece[CSS]);
		sections(to, parts);
		foot(to, parts, piece);
	}
	for (int i = 0; i < PIECES; i++)
		free(piece[i]);
	return wrong;
}
