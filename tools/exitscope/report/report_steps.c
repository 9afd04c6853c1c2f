// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"
#include "calls/changes.h"
#include "calls/format_text.h"
#include "explain/lay_saved.h"
#include "report_steps.h"
#include "shared/memory.h"

/* That are named in a row. */
#define MOST_FUNCTIONS 6

static bool differs(const struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++)
		if (changes->changed[i]->kind != CHANGE_NONE)
			return true;
	return false;
}

static void write_row(struct page *page, const struct parts *parts, const struct changes *changes)
{
	char *functions = format_most_changed(parts, changes->row, MOST_FUNCTIONS);
	int64_t more = (int64_t)(changes->total[NOW] - changes->total[BEFORE]);

	fputs("<tr><th scope=\"row\">", page->to);
	xml_text(changes->row, page->to);
	fputs("</th>", page->to);
	page_number(page, true, changes->total[BEFORE]);
	page_number(page, true, changes->total[NOW]);
	fprintf(page->to, "<td class=\"n\">%+" PRId64 "</td>", more);
	page_text(page, *functions ? functions : "no other instructions, but calls");
	fputs("</tr>\n", page->to);
	free(functions);
}

/* Of the rows that both traces have. */
static void write_rows(struct page *page, const struct parts *parts, const char *caption,
		       size_t number)
{
	static const char *const columns[] = {
		"workload", "#before", "#now", "#change", "functions, by their own instructions",
		NULL
	};
	size_t told = 0;
	char id[32];

	snprintf(id, sizeof(id), "step%zut", number);
	for (size_t at = 0; at < parts->n;) {
		struct changes changes = changes_of(parts, at, &at);

		if (differs(&changes)) {
			if (!told++)
				page_table(page, id, caption, columns);
			write_row(page, parts, &changes);
		}
		changes_free(&changes);
	}
	if (told)
		page_table_end(page);
	else
		fputs("<p>No function differs.</p>\n", page->to);
}

static bool write_step(struct page *page, const struct exhibit *a, const struct exhibit *b,
		       size_t number)
{
	char *caption =
		print("%s, before, and %s, now: instructions of an operation", a->name, b->name);
	struct parts parts = { 0 };
	bool good = explanation_lay_saved(&parts, BEFORE, a->trace) &&
		    explanation_lay_saved(&parts, NOW, b->trace);

	fprintf(page->to,
		"<section aria-labelledby=\"step%zuh\">\n<h2 id=\"step%zuh\">What changed, by function: ",
		number, number);
	xml_text(a->name, page->to);
	fputs(" to ", page->to);
	xml_text(b->name, page->to);
	fputs("</h2>\n", page->to);
	if (good) {
		parts_sum(&parts, true);
		write_rows(page, &parts, caption, number);
	} else {
		fputs("<p class=\"bad\">One of these traces cannot be explained.</p>\n", page->to);
	}
	fputs("</section>\n", page->to);
	parts_free(&parts);
	free(caption);
	return good;
}

static bool alike(const struct exhibit *a, const struct exhibit *b)
{
	return a->trace && b->trace && !strcmp(a->log.run.lab, b->log.run.lab) &&
	       !strcmp(a->log.run.config, b->log.run.config);
}

bool report_steps(struct page *page, const struct exhibit *exhibits, size_t count)
{
	size_t number = 0;
	bool good = true;

	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j--;) {
			if (!alike(&exhibits[j], &exhibits[i]))
				continue;
			good &= write_step(page, &exhibits[j], &exhibits[i], ++number);
			break;
		}
	return good;
}
