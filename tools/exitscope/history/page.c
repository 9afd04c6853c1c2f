// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"
#include "build.h"
#include "headline.h"
#include "page.h"
#include "page_rows.h"
#include "page_steps.h"
#include "pieces.h"
#include "report/page.h"
#include "shared/memory.h"
#include "view.h"

/* Labels below a curve: each series of releases as wide as its kernels. */
static void axis(FILE *to, const struct view *view)
{
	size_t from = 0;

	fputs("<div class=\"axis\" aria-hidden=\"true\">", to);
	for (size_t i = 0; i < view->n; i++) {
		const char *package = view->line[i]->package;

		if (!view_newest(view, i))
			continue;
		fprintf(to, "<span style=\"flex:%zu\">%.*s</span>", i + 1 - from,
			build_series(package), package);
		from = i + 1;
	}
	fputs("</div>\n", to);
}

static void scale(FILE *to, const struct curve *curve)
{
	fprintf(to,
		"<span class=\"top\">%+.1f\u2009%%</span><span class=\"bottom\">%+.1f\u2009%%</span>",
		curve->most, curve->least);
}

/* All operations of a kind in one line: how much dearer than on the first kernel. */
static void index_chart(struct page *page, const struct view *view)
{
	struct curve curve = view_index(view);
	char *what = print("%s: what an operation costs on average, compared with the first kernel",
			   view->kind->name);

	fputs("<figure class=\"index\">\n<figcaption>What an operation costs on average, compared with the first kernel "
	      "<span class=\"weak\">(dots: five operations or more step together)</span></figcaption>\n<div class=\"plot\">",
	      page->to);
	curve_write(&curve, "chart", 0, what, page->to);
	scale(page->to, &curve);
	fputs("</div>\n", page->to);
	axis(page->to, view);
	fputs("</figure>\n", page->to);
	free(what);
	curve_free(&curve);
}

static void card(struct page *page, const struct view *view)
{
	struct summary summary = summary_of(view->line[0], view->line[view->n - 1]);
	struct curve curve = view_index(view);

	fprintf(page->to, "<a class=\"card\" href=\"#%s-%s\"><b>%s</b><span class=\"big\">",
		view->kind->lab, view->kind->config, view->kind->name);
	rows_percent(page, summary.percent);
	fputs("</span>", page->to);
	curve_write(&curve, "spark", 0, "", page->to);
	fprintf(page->to,
		"<span class=\"weak\">%u of %u operations dearer, %u cheaper</span></a>\n",
		summary.more, summary.rows, summary.less);
	curve_free(&curve);
}

/* @told: the page has begun with what its CPUID row says. */
static void kind_section(struct page *page, const struct view *view, bool told)
{
	const struct kind *kind = view->kind;
	char *text = told ? headline_all(&view->series)
			  : headline(kind, &view->series, &view->steps);

	fprintf(page->to,
		"<section class=\"kind\" id=\"%s-%s\" data-lab=\"%s\" data-config=\"%s\">\n<h2>%s</h2>\n<p class=\"lead\">",
		kind->lab, kind->config, kind->lab, kind->config, kind->name);
	xml_text(text, page->to);
	fputs("</p>\n", page->to);
	free(text);
	index_chart(page, view);
	fputs("<h3>Operations</h3>\n", page->to);
	rows_write(page, view);
	steps_write(page, view);
	fputs("</section>\n", page->to);
}

static void kernel_row(struct page *page, struct json_object *line)
{
	static const char *const texts[] = { "lab",  "kernel",	 "package", "suite",
					     "date", "compiler", "emulator" };
	const char *failed = store_text(line, "failed");

	fputs("<tr>", page->to);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		page_text(page, store_text(line, texts[i]));
	page_text(page, *failed ? failed : "measured");
	fputs("</tr>\n", page->to);
}

static void kernels(struct page *page, const struct store *store)
{
	static const char *const columns[] = { "lab",	   "kernel",   "package", "suite", "built",
					       "compiler", "emulator", "",	  NULL };

	fputs("<details><summary>Kernels and emulators</summary>\n", page->to);
	page_table(page, "kernels", "", columns);
	for (size_t i = 0; i < store->n; i++)
		if (store_is(store->line[i], "kernel"))
			kernel_row(page, store->line[i]);
	page_table_end(page);
	fputs("</details>\n", page->to);
}

static void head(struct page *page, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      /* Or the browser asks its server for one. */
	      "<link rel=\"icon\" href=\"data:,\">\n<title>",
	      page->to);
	xml_text(title, page->to);
	fprintf(page->to,
		"</title>\n<style>\n%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the figures</a>\n<header>\n<h1>",
		history_css);
	xml_text(title, page->to);
	fputs("</h1>\n", page->to);
}

/* The first kind with two kernels: the answer before anything else. NULL: there is none. */
static const struct view *foremost(const struct view *views)
{
	for (size_t i = 0; i < KINDS; i++)
		if (views[i].n > 1)
			return &views[i];
	return NULL;
}

static void lead(struct page *page, const struct view *view)
{
	char *text = headline_row(view->kind, &view->series, &view->steps);

	fputs("<p class=\"lead\">", page->to);
	xml_text(text, page->to);
	fputs("</p>\n", page->to);
	free(text);
}

static void method(struct page *page)
{
	fputs("<p class=\"weak\">Debian's own kernels and KVM modules, unpatched, run in two emulators that count instructions "
	      "(QEMU for SVM, Bochs for VMX); a bare-metal guest provokes each exit, the kernel's own histogram counts "
	      "them, and a cost is the median round trip in <em>instructions</em>: it repeats to the digit, and says nothing of "
	      "caches or of hardware's own transitions. A step is a change of more than 2\u2009% from one kernel to the next.</p>\n",
	      page->to);
}

static void foot(struct page *page, const struct store *store)
{
	fputs("</main>\n<footer>\n", page->to);
	kernels(page, store);
	fputs("</footer>\n<script type=\"application/json\" id=\"data\">[", page->to);
	for (size_t i = 0; i < store->n; i++)
		/* json-c writes <\/script>, which ends no script. */
		fprintf(page->to, "%s%s", i ? ",\n" : "",
			json_object_to_json_string_ext(store->line[i], JSON_C_TO_STRING_PLAIN));
	fprintf(page->to, "]</script>\n<script>\n%s</script>\n</body>\n</html>\n", history_js);
}

/* Its line's ends, as releases. */
static char *title_of(const struct view *view)
{
	const char *first, *last;

	if (!view)
		return print("What a VM exit costs");
	first = view->line[0]->package;
	last = view->line[view->n - 1]->package;
	return print("What a VM exit costs, from Linux %.*s to %.*s", build_series(first), first,
		     build_series(last), last);
}

void page_write(const struct store *store, FILE *file)
{
	struct page page = { .to = file, .good = true };
	const struct view *first;
	struct view views[KINDS];
	char *title;

	for (size_t i = 0; i < KINDS; i++)
		views[i] = view_of(store, &kinds[i]);
	first = foremost(views);
	title = title_of(first);
	head(&page, title);
	if (first)
		lead(&page, first);
	fputs("<nav class=\"cards\" aria-label=\"Kinds of hosts\">\n", file);
	for (size_t i = 0; i < KINDS; i++)
		if (views[i].n)
			card(&page, &views[i]);
	fputs("</nav>\n", file);
	method(&page);
	fputs("</header>\n<main id=\"main\">\n", file);
	for (size_t i = 0; i < KINDS; i++)
		if (views[i].n)
			kind_section(&page, &views[i], &views[i] == first);
	foot(&page, store);
	for (size_t i = 0; i < KINDS; i++)
		view_free(&views[i]);
	free(title);
}
