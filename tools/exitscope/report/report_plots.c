// SPDX-License-Identifier: GPL-2.0-only
/* The page's figures, as scripts for gnuplot. Each row of a figure is a workload. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "exhibit.h"
#include "log/log.h"
#include "log/log_value.h"
#include "page.h"
#include "plot.h"
#include "report_plots.h"
#include "shared/memory.h"

#define DATA "$data << EOD\n"
#define END  "EOD\n"

#define MARGINS "set lmargin at screen 0.4\nset rmargin at screen 0.95\n"

/* A logarithmic axis, which has no place for 0. */
#define CYCLES                                                                                     \
	"set logscale x 10\nset format x \"%.0s%c\"\nset xrange [1:*]\n"                           \
	"up(x) = x < 1 ? 1 : x\n"

static void figure(struct page *page, const char *script, const char *title, const char *note)
{
	fputs("<figure>\n<figcaption>", page->to);
	fputs(title, page->to);
	fprintf(page->to, "<span>%s</span></figcaption>\n", note);
	page->good = page->good && plot_svg(script, ++page->figures, title, page->to);
	fputs("</figure>\n", page->to);
}

static bool has_exits(const struct log *log, const struct log_result *result)
{
	return log_counted(log, result) && exhibit_exits_per_op(result) > 0;
}

struct bar {
	const char *reason, *workload;
	double per_op;
};

static int by_reason(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;
	int order = strcmp(x->reason, y->reason);

	if (order)
		return order;
	return x->per_op < y->per_op ? 1 : -(x->per_op > y->per_op);
}

static size_t collect_bars(const struct log *log, struct bar **bars)
{
	size_t count = 0;

	*bars = NULL;
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		for (size_t j = 0; log_counted(log, result) && j < result->exit_count; j++) {
			const struct log_exit *exit = &result->exits[j];

			if (exit->background || !exit->count || !result->ops)
				continue;
			*bars = grow(*bars, (count + 1) * sizeof(**bars));
			(*bars)[count++] = (struct bar){ exit->name, result->name,
							 (double)exit->count / result->ops };
		}
	}
	if (count)
		qsort(*bars, count, sizeof(**bars), by_reason);
	return count;
}

/* Rows of bars under a row with their reason's name. */
static size_t exits_rows(FILE *script, const struct bar *bars, size_t count)
{
	size_t row = 0;

	for (size_t i = 0; i < count; i++) {
		if (!i || strcmp(bars[i].reason, bars[i - 1].reason)) {
			fprintf(script, "%zu 0 ", row++);
			plot_quoted(script, "");
			fputc(' ', script);
			plot_quoted(script, bars[i].reason);
			fputc('\n', script);
		}
		fprintf(script, "%zu %.6g ", row++, bars[i].per_op);
		plot_quoted(script, bars[i].workload);
		fputs(" \"\"\n", script);
	}
	return row;
}

static size_t count_rows(const struct bar *bars, size_t count)
{
	size_t rows = count;

	for (size_t i = 0; i < count; i++)
		rows += !i || strcmp(bars[i].reason, bars[i - 1].reason);
	return rows;
}

void report_exits(struct page *page, const struct exhibit *exhibit)
{
	struct bar *bars;
	size_t count = collect_bars(&exhibit->log, &bars), size;
	double most = 1;
	char *text;
	FILE *script;

	if (!count) {
		free(bars);
		return;
	}
	for (size_t i = 0; i < count; i++)
		most = bars[i].per_op > most ? bars[i].per_op : most;
	script = plot_begin(&text, &size, count_rows(bars, count));
	fprintf(script, "set xrange [0.01:%.6g]\n", 2 * most);
	fputs(DATA, script);
	exits_rows(script, bars, count);
	fputs(END MARGINS
	      "set logscale x 10\n"
	      "set xlabel \"exits per operation\" textcolor rgb " PLOT_TEXT "\n"
	      "plot $data using 2:1:(0.01):2:($1-0.35):($1+0.35):yticlabels(3) with boxxyerror "
	      "fill solid noborder lc rgb " PLOT_A ",\\\n"
	      "$data using ($2 > 0 ? $2 : NaN):1:(sprintf(\"%.4g\", $2)) with labels left "
	      "offset 0.4,0 tc rgb " PLOT_TEXT ",\\\n"
	      "$data using (0.01):1:4 with labels left offset -12,0 font \"sans-serif:Bold,11\" "
	      "tc rgb " PLOT_TEXT "\n",
	      script);
	fclose(script);
	figure(page, text, "Exits per operation, by reason",
	       "Each exit reason with the workloads that cause it. The scale is logarithmic.");
	free(text);
	free(bars);
}

static int by_median(const void *a, const void *b)
{
	const struct log_result *x = *(const struct log_result *const *)a;
	const struct log_result *y = *(const struct log_result *const *)b;

	return x->median < y->median ? 1 : -(x->median > y->median);
}

/* Rows that a figure shows, those with the longest round trip first; to be freed. */
static const struct log_result **choose(const struct log *log, bool exits, size_t *count)
{
	const struct log_result **rows = allocate((log->result_count + 1) * sizeof(*rows));

	*count = 0;
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		if (result->round_trip && !result->waits && result->max > 0 &&
		    (!exits || has_exits(log, result)))
			rows[(*count)++] = result;
	}
	qsort(rows, *count, sizeof(*rows), by_median);
	return rows;
}

void report_round_trips(struct page *page, const struct exhibit *exhibit)
{
	size_t count, size;
	const struct log_result **rows = choose(&exhibit->log, false, &count);
	char *text;
	FILE *script;

	if (count) {
		script = plot_begin(&text, &size, count);
		fputs(DATA, script);
		for (size_t i = 0; i < count; i++) {
			fprintf(script, "%zu %.17g %.17g %.17g %.17g ", i, rows[i]->min,
				rows[i]->median, rows[i]->p99, rows[i]->max);
			plot_quoted(script, rows[i]->name);
			fputc('\n', script);
		}
		fputs(END MARGINS CYCLES
		      "set xlabel \"cycles\" textcolor rgb " PLOT_TEXT "\n"
		      "plot $data using (up($2)):1:(up($5)-up($2)):(0):yticlabels(6) with vectors nohead lw 1 lc "
		      "rgb " PLOT_C ",\\\n"
		      "$data using (up($2)):1:(up($4)-up($2)):(0) with vectors nohead lw 5 lc rgb " PLOT_A
		      ",\\\n"
		      "$data using (up($3)):1 with points pt 7 ps 0.45 lc rgb " PLOT_B "\n",
		      script);
		fclose(script);
		figure(page, text, "Round trips",
		       "Of one operation, as the guest sees it: the point is the median, the thick "
		       "line the least to the 99th percentile, the thin one goes to the most. Rows that "
		       "wait for a point in time are left out.");
		free(text);
	}
	free(rows);
}

void report_shares(struct page *page, const struct exhibit *exhibit)
{
	size_t count, size;
	const struct log_result **rows = choose(&exhibit->log, true, &count);
	char *text;
	FILE *script;

	if (!count || exhibit->log.host.by_host) {
		free(rows);
		return;
	}
	script = plot_begin(&text, &size, count);
	fputs(DATA, script);
	for (size_t i = 0; i < count; i++) {
		double handled = 0, away = 0, mean = rows[i]->mean;

		for (size_t j = 0; j < rows[i]->exit_count; j++) {
			handled += (double)rows[i]->exits[j].handled / rows[i]->ops;
			away += (double)rows[i]->exits[j].away / rows[i]->ops;
		}
		/* vCPUs that work at once are away for longer than an operation takes. */
		if (mean < away)
			mean = away;
		if (away < handled)
			away = handled;
		fprintf(script, "%zu %.6g %.6g ", i, mean > 0 ? 100 * handled / mean : 0,
			mean > 0 ? 100 * away / mean : 0);
		plot_quoted(script, rows[i]->name);
		fputc('\n', script);
	}
	fputs(END MARGINS
	      "set xrange [0:100]\n"
	      "set xlabel \"% of the round trip\" textcolor rgb " PLOT_TEXT "\n"
	      "plot $data using 2:1:(0):2:($1-0.35):($1+0.35):yticlabels(4) with boxxyerror fill "
	      "solid noborder lc rgb " PLOT_A ",\\\n"
	      "$data using 3:1:2:3:($1-0.35):($1+0.35) with boxxyerror fill solid noborder lc "
	      "rgb " PLOT_B ",\\\n"
	      "$data using (100):1:3:(100):($1-0.35):($1+0.35) with boxxyerror fill solid "
	      "noborder lc rgb " PLOT_C "\n",
	      script);
	fclose(script);
	figure(page, text, "Where a round trip goes",
	       "<span class=\"key\" style=\"background:var(--p3)\"></span>handled by KVM, then "
	       "<span class=\"key\" style=\"background:var(--p4)\"></span>away elsewhere in the host, "
	       "then <span class=\"key\" style=\"background:var(--p5)\"></span>transition and the "
	       "guest itself, from left to right.");
	free(text);
	free(rows);
}

void report_paging(struct page *page, const struct exhibit *tdp, const struct exhibit *shadow)
{
	size_t count, shown = 0, size;
	const struct log_result **rows = choose(&tdp->log, false, &count);
	char *text;
	FILE *script;

	/* Rows that paging is of no matter to would hide the others. */
	for (size_t i = 0; i < count; i++) {
		const struct log_result *other = exhibit_other(shadow, rows[i]);

		if (other && log_counted(&tdp->log, rows[i]) && exhibit_differ(rows[i], other))
			rows[shown++] = rows[i];
	}
	if (shown) {
		script = plot_begin(&text, &size, shown);
		fputs(DATA, script);
		for (size_t i = 0; i < shown; i++) {
			fprintf(script, "%zu %.17g %.17g ", i, rows[i]->median,
				exhibit_other(shadow, rows[i])->median);
			plot_quoted(script, rows[i]->name);
			fputc('\n', script);
		}
		fputs(END MARGINS CYCLES
		      "set xlabel \"cycles, median\" textcolor rgb " PLOT_TEXT "\n"
		      "plot $data using (up($2)):1:(up($3)-up($2)):(0):yticlabels(4) with vectors "
		      "nohead lw 1 lc rgb " PLOT_C ",\\\n"
		      "$data using (up($2)):1 with points pt 7 ps 0.6 lc rgb " PLOT_A ",\\\n"
		      "$data using (up($3)):1 with points pt 4 ps 0.6 lw 2 lc rgb " PLOT_B "\n",
		      script);
		fclose(script);
		figure(page, text, "Round trips with nested and with shadow paging",
		       "Of the workloads that paging makes a difference to: the filled circle is nested paging, the "
		       "open square shadow paging.");
		free(text);
	}
	free(rows);
}
