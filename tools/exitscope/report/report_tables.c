// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/xml.h"
#include "exhibit.h"
#include "log/log.h"
#include "log/log_value.h"
#include "page.h"
#include "report_plots.h"
#include "report_tables.h"
#include "shared/grouped.h"
#include "shared/memory.h"

void report_logs(struct page *page, const struct exhibit *exhibits, size_t count)
{
	static const char *const columns[] = { "log",	 "verdict", "lab",	     "numbering",
					       "#vCPUs", "APIC",    "configuration", NULL };

	fputs("<nav aria-label=\"Logs\">\n", page->to);
	page_table(page, "logs", "Logs on this page", columns);
	for (size_t i = 0; i < count; i++) {
		const struct log *log = &exhibits[i].log;

		fprintf(page->to, "<tr><th scope=\"row\"><a href=\"#log%zu\">", i + 1);
		xml_text(exhibits[i].name, page->to);
		fputs("</a></th>", page->to);
		page_text(page, status_name(exhibits[i].status));
		page_text(page, log->run.lab);
		page_text(page, log->host.counters ? log->host.numbering : "no counters");
		page_number(page, log->host.seen, log->host.vcpus);
		page_text(page, log->host.apic);
		fputs("<td class=\"wide\">", page->to);
		xml_text(log->host.flag_names, page->to);
		fputs("</td></tr>\n", page->to);
	}
	page_table_end(page);
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
	xml_text(exit->name, page->to);
	fputs(exit->background ? " (host)</td>" : "</td>", page->to);
	page_ratio(page, result->ops, result->ops ? (double)exit->count / result->ops : 0);
	page_number(page, exit->count && exit->timed,
		    exit->count ? (double)exit->handled / exit->count : 0);
	page_number(page, exit->count && exit->timed,
		    exit->count ? (double)exit->away / exit->count : 0);
}

static const char *verdict_word(const struct log_result *result)
{
	return result->line == OUTCOME_NONE ? "none" : outcome_name(result->line);
}

static void result_rows(struct page *page, const struct log *log, const struct log_result *result)
{
	size_t rows = result->exit_count ? result->exit_count : 1;
	double transition = 0;
	bool split = log_transition(log, result, &transition);

	fprintf(page->to, "<tr><th scope=\"row\" rowspan=\"%zu\">", rows);
	xml_text(result->name, page->to);
	fprintf(page->to, "</th><td rowspan=\"%zu\"%s>%s%s</td>", rows,
		result->line == OUTCOME_FAIL ? " class=\"bad\"" : "", verdict_word(result),
		result->waits	   ? ", waits"
		: result->unsteady ? ", unsteady"
				   : "");
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
	xml_text(result->name, page->to);
	fprintf(page->to, "</th><td>%s</td><td colspan=\"9\">", verdict_word(result));
	xml_text(result->why, page->to);
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
	page_table(page, id, caption, columns);
	for (size_t i = 0; i < exhibit->log.result_count; i++) {
		const struct log_result *result = &exhibit->log.results[i];

		if (result->measured)
			result_rows(page, &exhibit->log, result);
		else
			skipped_row(page, result);
	}
	page_table_end(page);
	free(caption);
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
		xml_text(exit->name, page->to);
		between = "<br>";
	}
	fputs(*between ? "</td>" : "none</td>", page->to);
}

static void pair_row(struct page *page, const struct log_result *a, const struct log_result *b)
{
	fputs("<tr><th scope=\"row\">", page->to);
	xml_text(a->name, page->to);
	fputs("</th>", page->to);
	exits_cell(page, a);
	exits_cell(page, b);
	page_number(page, true, a->median);
	page_number(page, true, b->median);
	page_ratio(page, a->median > 0 && !a->waits, a->median > 0 ? b->median / a->median : 0);
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
	xml_text(tdp->name, page->to);
	fputs(" and ", page->to);
	xml_text(shadow->name, page->to);
	fputs("</h2>\n<div class=\"figures\">\n", page->to);
	report_paging(page, tdp, shadow);
	fputs("</div>\n", page->to);
	snprintf(id, sizeof(id), "pair%zut", number);
	page_table(page, id, caption, columns);
	for (size_t i = 0; i < tdp->log.result_count; i++) {
		const struct log_result *a = &tdp->log.results[i], *b = exhibit_other(shadow, a);

		if (b && log_counted(&tdp->log, a) && a->round_trip && exhibit_differ(a, b))
			pair_row(page, a, b);
	}
	page_table_end(page);
	fputs("</section>\n", page->to);
	free(caption);
}
