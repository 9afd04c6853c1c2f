// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>

#include "base/xml.h"
#include "build.h"
#include "page_rows.h"
#include "shared/grouped.h"
#include "shared/memory.h"

void rows_percent(struct page *page, double percent)
{
	double size = fabs(percent);

	if (size < 0.05) {
		fputs("<span class=\"same\">=</span>", page->to);
		return;
	}
	fprintf(page->to,
		size < 100 ? "<span class=\"%s\">%s%.1f&#8239;%%</span>"
			   : "<span class=\"%s\">%s%.0f&#8239;%%</span>",
		percent > 0 ? "more" : "less", percent > 0 ? "+" : "\u2212", size);
}

/* `2 io, 0.05 msr` */
static void exits(struct page *page, const struct row *row)
{
	const char *comma = "";

	json_object_object_foreach(row->reasons, reason, count)
	{
		double number = json_object_get_double(count);

		fputs(comma, page->to);
		if (number != 1)
			fprintf(page->to, "%.3g\u00a0", number);
		xml_text(reason, page->to);
		comma = ", ";
	}
	if (!*comma)
		fputs("none", page->to);
}

static void exits_cell(struct page *page, const struct course *course)
{
	fputs("<td class=\"exits\">", page->to);
	if (course->change.exits) {
		fputs("<del>", page->to);
		exits(page, course->was);
		fputs("</del> <ins>", page->to);
		exits(page, course->is);
		fputs("</ins>", page->to);
	} else {
		exits(page, course->is);
	}
	fputs("</td>", page->to);
}

static void picture(struct page *page, const struct view *view, const struct course *course)
{
	char was[GROUPED], is[GROUPED];
	struct curve curve = view_row(view, course->is->name);
	char *what = print("%s: from %s to %s instructions", course->is->name,
			   grouped(course->was->median, was), grouped(course->is->median, is));

	fputs("<td class=\"spark\">", page->to);
	curve_write(&curve, "spark", NAN, what, page->to);
	fputs("</td>", page->to);
	free(what);
	curve_free(&curve);
}

static void row(struct page *page, const struct view *view, const struct course *course)
{
	const char *name = course->is->name;

	fputs("<tr data-row=\"", page->to);
	xml_text(name, page->to);
	fprintf(page->to, "\"><th scope=\"row\">%s",
		course->is->failed
			? "<span class=\"bad\" title=\"fails by the guest's own expectation\">! </span>"
			: "");
	xml_text(name, page->to);
	fputs("</th>", page->to);
	exits_cell(page, course);
	picture(page, view, course);
	for (size_t i = 0; i < view->n; i++) {
		const struct row *here = sample_row(view->line[i], name);

		if (i + 1 < view->n && view_newest(view, i))
			page_number(page, here, here ? here->median : 0);
	}
	fprintf(page->to, "<td class=\"n now\">%s",
		course->is->steady || course->is->failed ? "" : "~");
	page->good = true;
	char text[GROUPED];

	fprintf(page->to, "%s</td><td class=\"n change\">",
		grouped(course->is->median + 0.5, text));
	rows_percent(page, course->change.percent);
	fputs("</td></tr>\n", page->to);
}

static void head(struct page *page, const struct view *view)
{
	fputs("<thead><tr><th scope=\"col\">operation</th><th scope=\"col\" class=\"exits\">exits</th>"
	      "<th scope=\"col\" class=\"spark\">instructions, kernel by kernel</th>",
	      page->to);
	for (size_t i = 0; i < view->n; i++) {
		const char *package = view->line[i]->package;

		if (!view_newest(view, i))
			continue;
		fprintf(page->to, "<th scope=\"col\" class=\"n%s\">%.*s</th>",
			i + 1 < view->n ? "" : " now", build_series(package), package);
	}
	fputs("<th scope=\"col\" class=\"n change\">in all</th></tr></thead>\n", page->to);
}

void rows_write(struct page *page, const struct view *view)
{
	fprintf(page->to,
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Operations, %s\">\n<table class=\"rows\">\n",
		view->kind->name);
	head(page, view);
	fputs("<tbody>\n", page->to);
	for (size_t i = 0; i < view->courses; i++)
		row(page, view, &view->course[i]);
	fputs("</tbody>\n</table>\n</div>\n", page->to);
}
