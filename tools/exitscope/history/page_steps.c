// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"
#include "cause.h"
#include "headline.h"
#include "page_rows.h"
#include "page_steps.h"
#include "shared_causes.h"

/* Functions that are named above a step's table. */
#define NAMED 4

static void signed_number(int64_t number, FILE *to)
{
	fprintf(to, "%s%" PRId64, number < 0 ? "\u2212" : "+", number < 0 ? -number : number);
}

static void function(const char *name, FILE *to)
{
	int length = cause_name(name);

	fprintf(to, "<code title=\"%s\">%.*s</code>", name, length, name);
}

static void cause(const struct cause *cause, FILE *to)
{
	static const char *const words[] = { ['n'] = " (new)", ['g'] = " (gone)" };

	function(cause->function, to);
	fputs("\u00a0", to);
	signed_number(cause->more, to);
	if (cause->kind == 'o' || cause->kind == 'i') {
		fputs(cause->kind == 'o' ? " (out of " : " (into ", to);
		function(cause->other, to);
		fputs(")", to);
	} else if (cause->kind) {
		fputs(words[(unsigned char)cause->kind], to);
	}
}

static void causes_cell(const struct step *step, const struct change *change, FILE *to)
{
	struct cause causes[CAUSES_MOST];
	int64_t rest;
	unsigned int n = step_causes(step->explained, change->why, causes, CAUSES_MOST, &rest);

	fputs("<td class=\"why\">", to);
	for (unsigned int i = 0; i < n; i++) {
		fputs(i ? ", " : "", to);
		cause(&causes[i], to);
	}
	if (n && rest) {
		fputs(", others ", to);
		signed_number(rest, to);
	}
	if (!change->why)
		fputs("<span class=\"weak\">not explained</span>", to);
	fputs("</td>", to);
}

static void change(struct page *page, const struct step *step, const struct change *change)
{
	fputs("<tr><th scope=\"row\">", page->to);
	xml_text(change->is->name, page->to);
	fputs("</th>", page->to);
	page_number(page, true, change->was->median);
	page_number(page, true, change->is->median);
	fputs("<td class=\"n\">", page->to);
	rows_percent(page, change->percent);
	if (change->exits)
		fprintf(page->to, "<br>%.3g\u2009\u2192\u2009%.3g exits", change->was->exits,
			change->is->exits);
	fputs("</td>", page->to);
	causes_cell(step, change, page->to);
	fputs("</tr>\n", page->to);
}

/* `vmx_vcpu_run +12 to +14 in 61 operations` */
static void together(struct page *page, const struct step *step)
{
	struct shared_cause *causes = calloc(SHARED_MOST, sizeof(*causes));
	unsigned int n = causes ? shared_causes(step, causes, SHARED_MOST) : 0;

	if (n)
		fputs("<p class=\"together\">Most of it: ", page->to);
	for (unsigned int i = 0; i < n && i < NAMED; i++) {
		fputs(i ? "; " : "", page->to);
		function(causes[i].cause.function, page->to);
		fputs("\u00a0", page->to);
		signed_number(causes[i].least, page->to);
		if (causes[i].most != causes[i].least) {
			fputs(" to ", page->to);
			signed_number(causes[i].most, page->to);
		}
		fprintf(page->to, " in %u operation%s", causes[i].rows,
			causes[i].rows == 1 ? "" : "s");
	}
	fputs(n ? ".</p>\n" : "", page->to);
	free(causes);
}

static void summary(struct page *page, const struct step *step)
{
	const char *before = store_text(step->before->line, "compiler");
	const char *now = store_text(step->now->line, "compiler");
	char *from = headline_release(step->before), *until = headline_release(step->now);

	fprintf(page->to,
		"<summary><b>%s \u2192 %s</b> <span class=\"weak\">%zu operation%s%s; most: </span>",
		from, until, step->n, step->n == 1 ? "" : "s", step->n == 1 ? "" : "");
	xml_text(step->change[0].is->name, page->to);
	fputs(" ", page->to);
	rows_percent(page, step->change[0].percent);
	if (strcmp(before, now))
		fprintf(page->to, " <span class=\"tag\">%s \u2192 %s</span>", before, now);
	fputs("</summary>\n", page->to);
	free(from);
	free(until);
}

static void step_write(struct page *page, const struct view *view, const struct step *step,
		       size_t number)
{
	static const char *const columns[] = { "operation",
					       "#before",
					       "#after",
					       "#change",
					       "functions, instructions an operation more or fewer",
					       NULL };
	char id[64];

	snprintf(id, sizeof(id), "%s-%s-step%zu", view->kind->lab, view->kind->config, number);
	fprintf(page->to, "<details class=\"step\" id=\"%s\">\n", id);
	summary(page, step);
	together(page, step);
	strcat(id, "t");
	page_table(page, id, "", columns);
	for (size_t i = 0; i < step->n; i++)
		change(page, step, &step->change[i]);
	page_table_end(page);
	fputs("</details>\n", page->to);
}

void steps_write(struct page *page, const struct view *view)
{
	fputs("<h3>Steps</h3>\n", page->to);
	if (!view->steps.n)
		fprintf(page->to,
			"<p>No operation costs %d\u2009%% more or less than on the kernel before.</p>\n",
			STEP_PERCENT);
	for (size_t i = view->steps.n; i--;)
		step_write(page, view, &view->steps.step[i], i);
}
