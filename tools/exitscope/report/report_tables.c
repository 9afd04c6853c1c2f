// SPDX-License-Identifier: GPL-2.0-only
/* The page's tables. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "exhibit.h"
#include "export/format.h"
#include "shared/grouped.h"

static void begin_table(struct page *page, const char *id, const char *caption)
{
	fprintf(page->to,
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">\n"
		"<table>\n<caption id=\"%s\"><span>",
		id, id);
	export_xml_text(caption, page->to);
	fputs("</span></caption>\n<thead><tr>", page->to);
}

/* Columns whose name begins with `#` are of numbers. */
static void head(struct page *page, const char *const *columns)
{
	for (; *columns; columns++)
		fprintf(page->to, "<th scope=\"col\"%s>%s</th>",
			**columns == '#' ? " class=\"n\"" : "", *columns + (**columns == '#'));
	fputs("</tr></thead>\n<tbody>\n", page->to);
}

static void end_table(struct page *page)
{
	fputs("</tbody>\n</table>\n</div>\n", page->to);
}

static void text_cell(struct page *page, const char *text)
{
	fputs("<td>", page->to);
	export_xml_text(text, page->to);
	fputs("</td>", page->to);
}

static void number_cell(struct page *page, bool there, double value)
{
	char text[GROUPED] = "";

	if (there && value >= 0)
		grouped(value + 0.5, text);
	else if (there)
		snprintf(text, sizeof(text), "%.0f", value);
	fprintf(page->to, "<td class=\"n\">%s</td>", text);
}

static void ratio_cell(struct page *page, bool there, double value)
{
	if (there)
		fprintf(page->to, "<td class=\"n\">%.4g</td>", value);
	else
		fputs("<td></td>", page->to);
}

void report_logs(struct page *page, const struct exhibit *exhibits, size_t count)
{
	static const char *const columns[] = { "log",	 "verdict", "lab",	     "numbering",
					       "#vCPUs", "APIC",    "configuration", NULL };

	fputs("<nav aria-label=\"Logs\">\n", page->to);
	begin_table(page, "logs", "Logs on this page");
	head(page, columns);
	for (size_t i = 0; i < count; i++) {
		const struct log *log = &exhibits[i].log;

		fprintf(page->to, "<tr><th scope=\"row\"><a href=\"#log%zu\">", i + 1);
		export_xml_text(exhibits[i].name, page->to);
		fputs("</a></th>", page->to);
		text_cell(page, status_name(exhibits[i].status));
		text_cell(page, log->run.lab);
		text_cell(page, log->host.counters ? log->host.numbering : "no counters");
		number_cell(page, log->host.seen, log->host.vcpus);
		text_cell(page, log->host.apic);
		fputs("<td class=\"wide\">", page->to);
		export_xml_text(log->host.flag_names, page->to);
		fputs("</td></tr>\n", page->to);
	}
	end_table(page);
	fputs("</nav>\n", page->to);
}

static void reason_cells(struct page *page, const struct log_result *result,
			 const struct log_exit *exit)
{
	if (!exit) {
		fputs("<td></td><td class=\"n\">0</td><td></td><td></td>", page->to);
		return;
	}
	fputs("<td>", page->to);
	export_xml_text(exit->name, page->to);
	fputs(exit->background ? " (host)</td>" : "</td>", page->to);
	ratio_cell(page, result->ops, result->ops ? (double)exit->count / result->ops : 0);
	number_cell(page, exit->count, exit->count ? (double)exit->handled / exit->count : 0);
	number_cell(page, exit->count, exit->count ? (double)exit->away / exit->count : 0);
}

static const char *verdict_word(const struct log_result *result)
{
	return result->line == OUTCOME_NONE ? "none" : export_outcome(result->line);
}

static void result_rows(struct page *page, const struct log *log, const struct log_result *result)
{
	size_t rows = result->exit_count ? result->exit_count : 1;
	double transition = 0;
	bool split = log_transition(log, result, &transition);

	fprintf(page->to, "<tr><th scope=\"row\" rowspan=\"%zu\">", rows);
	export_xml_text(result->name, page->to);
	fprintf(page->to, "</th><td rowspan=\"%zu\"%s>%s%s</td>", rows,
		result->line == OUTCOME_FAIL ? " class=\"bad\"" : "", verdict_word(result),
		result->unsteady ? ", unsteady" : "");
	for (int i = 0; i < 5; i++) {
		const double values[] = { result->min, result->median, result->p99, result->max,
					  transition };
		char text[GROUPED] = "";

		if (i < 4 ? result->round_trip : split && result->exit_count && transition >= 0)
			grouped(values[i] + 0.5, text);
		fprintf(page->to, "<td class=\"n\" rowspan=\"%zu\">%s</td>", rows, text);
	}
	for (size_t i = 0; i < rows; i++) {
		if (i)
			fputs("<tr>", page->to);
		reason_cells(page, result, result->exit_count ? &result->exits[i] : NULL);
		fputs("</tr>\n", page->to);
	}
}

static void skipped_row(struct page *page, const struct log_result *result)
{
	fputs("<tr><th scope=\"row\">", page->to);
	export_xml_text(result->name, page->to);
	fprintf(page->to, "</th><td>%s</td><td colspan=\"9\">", verdict_word(result));
	export_xml_text(result->why, page->to);
	fputs("</td></tr>\n", page->to);
}

void report_results(struct page *page, const struct exhibit *exhibit, size_t number)
{
	static const char *const columns[] = {
		"workload",    "verdict",     "#min",	   "#median",  "#p99",	"#max",
		"#transition", "exit reason", "#exits/op", "#handled", "#away", NULL,
	};
	char id[32], *caption;

	snprintf(id, sizeof(id), "log%zut", number);
	caption = print(
		"%s: round trip and transition in cycles of an operation; handled and away in "
		"cycles of an exit",
		exhibit->name);
	begin_table(page, id, caption);
	head(page, columns);
	for (size_t i = 0; i < exhibit->log.result_count; i++) {
		const struct log_result *result = &exhibit->log.results[i];

		if (result->measured)
			result_rows(page, &exhibit->log, result);
		else
			skipped_row(page, result);
	}
	end_table(page);
	free(caption);
}

double report_exits_per_op(const struct log_result *result)
{
	double count = 0;

	for (size_t i = 0; i < result->exit_count; i++)
		count += result->exits[i].background ? 0 : result->exits[i].count;
	return result->ops ? count / result->ops : 0;
}

const struct log_result *report_other(const struct exhibit *other, const struct log_result *result)
{
	for (size_t i = 0; i < other->log.result_count; i++) {
		const struct log_result *candidate = &other->log.results[i];

		if (!strcmp(candidate->name, result->name))
			return log_counted(&other->log, candidate) && candidate->round_trip
				       ? candidate
				       : NULL;
	}
	return NULL;
}

static const struct log_exit *exit_of(const struct log_result *result, uint32_t reason)
{
	for (size_t i = 0; i < result->exit_count; i++)
		if (result->exits[i].reason == reason)
			return &result->exits[i];
	return NULL;
}

static bool by_chance(const struct log_exit *exit)
{
	return exit->more || exit->fewer || exit->at_most;
}

/* Exits of a that b has not, or has in another number. */
static bool exits_differ(const struct log_result *a, const struct log_result *b)
{
	for (size_t i = 0; i < a->exit_count; i++) {
		const struct log_exit *here = &a->exits[i], *there = exit_of(b, here->reason);
		double other = there ? there->count : 0;

		if (here->background || by_chance(here) || (there && by_chance(there)))
			continue;
		if (a->ops && b->ops && (double)here->count / a->ops != other / b->ops)
			return true;
	}
	return false;
}

bool report_differ(const struct log_result *a, const struct log_result *b)
{
	double low = a->median < b->median ? a->median : b->median;

	return exits_differ(a, b) || exits_differ(b, a) || low * 1.05 < a->median + b->median - low;
}

static void exits_cell(struct page *page, const struct log_result *result)
{
	const char *between = "";

	fputs("<td>", page->to);
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];

		if (exit->background || !exit->count || !result->ops)
			continue;
		fprintf(page->to, "%s%.4g ", between, (double)exit->count / result->ops);
		export_xml_text(exit->name, page->to);
		between = "<br>";
	}
	fputs(*between ? "</td>" : "none</td>", page->to);
}

static void pair_row(struct page *page, const struct log_result *a, const struct log_result *b)
{
	fputs("<tr><th scope=\"row\">", page->to);
	export_xml_text(a->name, page->to);
	fputs("</th>", page->to);
	exits_cell(page, a);
	exits_cell(page, b);
	number_cell(page, true, a->median);
	number_cell(page, true, b->median);
	ratio_cell(page, a->median > 0, a->median > 0 ? b->median / a->median : 0);
	fputs("</tr>\n", page->to);
}

void report_pairs(struct page *page, const struct exhibit *tdp, const struct exhibit *shadow,
		  size_t number)
{
	static const char *const columns[] = {
		"workload",
		"exits an operation, nested",
		"exits an operation, shadow",
		"#median, nested",
		"#median, shadow",
		"#times",
		NULL,
	};
	char id[32],
		*caption = print(
			"%s, nested paging, against %s, shadow paging: workloads with other exits, or "
			"another median round trip by 5 %%",
			tdp->name, shadow->name);

	fprintf(page->to,
		"<section aria-labelledby=\"pair%zuh\">\n<h2 id=\"pair%zuh\">Nested against "
		"shadow paging: ",
		number, number);
	export_xml_text(tdp->name, page->to);
	fputs(" and ", page->to);
	export_xml_text(shadow->name, page->to);
	fputs("</h2>\n<div class=\"figures\">\n", page->to);
	report_paging(page, tdp, shadow);
	fputs("</div>\n", page->to);
	snprintf(id, sizeof(id), "pair%zut", number);
	begin_table(page, id, caption);
	head(page, columns);
	for (size_t i = 0; i < tdp->log.result_count; i++) {
		const struct log_result *a = &tdp->log.results[i], *b = report_other(shadow, a);

		if (b && log_counted(&tdp->log, a) && a->round_trip && report_differ(a, b))
			pair_row(page, a, b);
	}
	end_table(page);
	fputs("</section>\n", page->to);
	free(caption);
}
