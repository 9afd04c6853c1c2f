// SPDX-License-Identifier: GPL-2.0-only
/* The comparison as one self-contained page. */
#include <string.h>

#include "meanings.h"
#include "page.h"
#include "plot.h"
#include "shapes.h"
#include "shared/grouped.h"
#include "tables.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<link rel=\"icon\" href=\"data:,\">\n"
	"<title>Exitscope: three experiments</title>\n<style>\n"
	":root { color-scheme: light dark; }\n"
	"body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; }\n"
	"h1, h2, h3 { line-height: 1.2; }\n"
	".wide { overflow-x: auto; }\n"
	"table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; }\n"
	"caption { text-align: left; font-weight: 600; padding: 0.4rem 0; }\n"
	"th, td { padding: 0.15rem 0.7rem; text-align: right; border-bottom: 1px solid #8884; }\n"
	"th:first-child, td:first-child, td.text { text-align: left; }\n"
	"td.text { min-width: 18rem; }\n"
	"svg { max-width: 100%; height: auto; }\nsvg text { fill: CanvasText; }\n"
	"figure { margin: 1rem 0; }\n"
	".no { font-weight: 600; color: #b3261e; }\n"
	"@media (prefers-color-scheme: dark) { .no { color: #ff8a80; } }\n"
	"@media print { body { max-width: none; font-size: 11px; } .wide { overflow: visible; } "
	"figure, table { break-inside: avoid; } }\n"
	"</style>\n</head>\n<body>\n";

static const char introduction[] =
	"<h1>Three experiments: exits of a Linux boot</h1>\n"
	"<p>How many VM exits a Linux guest takes, for which reasons, and what paging changes: the write-up "
	"that this project began with, and the same in both emulated labs. There the guest is Debian's "
	"kernel with busybox and exitstat (128 MiB, one vCPU, two virtio disks), booted by its PVH entry, "
	"with no GRUB and no services; in the write-up it was a whole Ubuntu 20.04. So numbers differ, and "
	"what is to be compared is their shape. A cycle of the labs is an instruction of the host.</p>\n"
	"<p><a href=\"#total\">Exits and cycles</a> · <a href=\"#states\">Boot, use, idle</a> · "
	"<a href=\"#paging\">Nested and shadow paging</a> · <a href=\"#shape\">The shape</a> · "
	"<a href=\"#why\">Why, reason by reason</a> · <a href=\"#activities\">By activity</a></p>\n";

static void escaped(FILE *to, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", to);
		else if (*text == '&')
			fputs("&amp;", to);
		else
			fputc(*text, to);
	}
}

static void number(FILE *to, u64 count, bool known)
{
	char text[GROUPED];

	fprintf(to, "<td>%s</td>", count_text(count, known, text));
}

static void totals(FILE *to, const struct comparison *all)
{
	fputs("<h2 id=\"total\">Exits and cycles of a boot</h2>\n<div class=\"wide\"><table>\n"
	      "<tr><th>boot</th><th>exits</th><th>cycles handled</th><th>a piece</th></tr>\n"
	      "<tr><td>write-up, nested paging</td><td>583,999</td><td>13,436,425,563</td>"
	      "<td>23,007</td></tr>\n",
	      to);
	for (size_t i = 1; i < all->n; i++)
		for (int shadow = 0; shadow < 2; shadow++) {
			const struct table *table = shadow ? &all->series[i]->shadow[AFTER_BOOT]
							   : &all->series[i]->tdp[AFTER_BOOT];

			if (!table->there || !table->exits)
				continue;
			fprintf(to, "<tr><td>%s, %s paging</td>", all->series[i]->title,
				shadow ? "shadow" : "nested");
			number(to, table->exits, true);
			number(to, table->handled, true);
			number(to, table->handled / table->exits, true);
			fputs("</tr>\n", to);
		}
	fputs("</table></div>\n<p>The write-up's cycles are of a real processor and of handle_exit() alone, "
	      "with waiting in it where KVM waited there; the labs' are instructions from the exit until "
	      "KVM's handler returned, without what QEMU then did. So an exit's price differs, by the "
	      "memory's latencies above all, which instructions do not have.</p>\n",
	      to);
}

/* A row for each meaning, a column for each table. */
static void table(FILE *to, const char *caption, const struct table *const *tables,
		  const char *const *titles, size_t n)
{
	bool known;

	fprintf(to, "<div class=\"wide\"><table>\n<caption>%s</caption>\n<tr><th>reason</th>",
		caption);
	for (size_t i = 0; i < n; i++)
		fprintf(to, "<th>%s</th>", titles[i]);
	fputs("</tr>\n", to);
	for (size_t m = 0; m < meanings_count; m++) {
		u64 any = 0;

		for (size_t i = 0; i < n; i++)
			any += meaning_count(&meanings[m], tables[i], &known);
		if (!any)
			continue;
		fprintf(to, "<tr><td>%s</td>", meanings[m].name);
		for (size_t i = 0; i < n; i++) {
			u64 count = meaning_count(&meanings[m], tables[i], &known);

			number(to, count, known && tables[i]->there);
		}
		fputs("</tr>\n", to);
	}
	fputs("<tr><td>other</td>", to);
	for (size_t i = 0; i < n; i++)
		number(to, meaning_rest(tables[i]), tables[i]->there);
	fputs("</tr>\n<tr><td><b>all</b></td>", to);
	for (size_t i = 0; i < n; i++)
		number(to, tables[i]->exits, tables[i]->there);
	fputs("</tr>\n</table></div>\n", to);
}

/* The table below it has the title, for those who see no plot as well. */
static bool figure(FILE *to, const char *title, const struct table *const *tables,
		   const char *const *titles, size_t n, const char *scratch)
{
	bool good;

	fprintf(to, "<figure role=\"img\" aria-label=\"%s: the table below as bars\">\n", title);
	good = write_plot(to, tables, titles, n, scratch);
	fputs("</figure>\n", to);
	return good;
}

static bool states(FILE *to, const struct comparison *all, const char *scratch)
{
	bool good = true;

	fputs("<h2 id=\"states\">After boot, after use, after idling</h2>\n"
	      "<p>Nested paging, exits since the boot. (The write-up's tables are of another boot than its total "
	      "above.) Use is 200 programs started, 32 MiB written to memory, 8 MiB "
	      "to a disk and back, 8 MiB through loopback.</p>\n",
	      to);
	for (size_t i = 0; i < all->n; i++) {
		const struct series *series = all->series[i];
		const struct table *tables[] = { &series->tdp[0], &series->tdp[1],
						 &series->tdp[2] };
		char caption[160];

		if (!tables[AFTER_USE]->there)
			continue;
		snprintf(caption, sizeof(caption), "%s%s", series->title,
			 i ? "" : ", exits since the boot");
		if (i)
			snprintf(caption, sizeof(caption), "%s, %.0f seconds idle", series->title,
				 series->idle_seconds);
		good &= figure(to, caption, tables, state_names, STATES, scratch);
		table(to, caption, tables, state_names, STATES);
	}
	return good;
}

static bool paging(FILE *to, const struct comparison *all, const char *scratch)
{
	static const char *const titles[] = { "nested paging", "shadow paging",
					      "real mode emulated" };
	bool good = true;

	fputs("<h2 id=\"paging\">Nested and shadow paging</h2>\n<p>One boot each.</p>\n", to);
	for (size_t i = 0; i < all->n; i++) {
		const struct series *series = all->series[i];
		const struct table *tables[] = { &series->tdp[AFTER_BOOT],
						 &series->shadow[AFTER_BOOT], &series->real_mode };

		if (!tables[1]->there)
			continue;
		good &= figure(to, series->title, tables, titles, 2, scratch);
		table(to, series->title, tables, titles, series->real_mode.there ? 3 : 2);
	}
	return good;
}

/* The place of @meaning among all, 1 for the most exits. Sums are rows only where their parts are none. */
static size_t rank(const struct meaning *meaning, const struct table *table)
{
	bool known;
	u64 count = meaning_count(meaning, table, &known);
	size_t before = 0;

	for (size_t m = 0; m < meanings_count; m++)
		if (!meanings[m].sum || table->isa == ISA_SVM)
			before += meaning_count(&meanings[m], table, &known) > count;
	return before + 1;
}

/* The row that has @meaning in @table: on SVM it may be one with another. */
static const struct meaning *row_of(const struct meaning *meaning, const struct table *table)
{
	bool known;

	meaning_count(meaning, table, &known);
	for (size_t m = 0; !known && m < meanings_count; m++)
		if (meanings[m].sum && meanings[m].vmx[0][0] <= meaning->vmx[0][0] &&
		    meaning->vmx[0][0] <= meanings[m].vmx[0][1])
			return &meanings[m];
	return meaning;
}

static void place_cell(FILE *to, const struct meaning *meaning, const struct table *table)
{
	const struct meaning *row = row_of(meaning, table);
	bool known;
	u64 count = meaning_count(row, table, &known);

	if (known && table->exits)
		fprintf(to, "<td>%s%zu. (%.1f %%)</td>",
			row == meaning ? "" : "both: ", rank(row, table),
			100.0 * count / table->exits);
	else
		fputs("<td>-</td>", to);
}

#define FREQUENT 10

/* The write-up's most frequent reasons in their order, and what they are in the labs. */
static void order(FILE *to, const struct comparison *all)
{
	const struct table *first = &all->series[0]->tdp[AFTER_BOOT];

	fputs("<h2 id=\"order\">The order of the frequent reasons</h2>\n"
	      "<p>Nested paging, after boot: the place of each and its share. Why it is so is told "
	      "<a href=\"#why\">below</a>, reason by reason.</p>\n"
	      "<div class=\"wide\"><table>\n<tr><th>reason</th>",
	      to);
	for (size_t i = 0; i < all->n; i++)
		fprintf(to, "<th>%s</th>", all->series[i]->title);
	fputs("</tr>\n", to);
	for (size_t place = 1; place <= FREQUENT; place++)
		for (size_t m = 0; m < meanings_count; m++) {
			if (meanings[m].sum || rank(&meanings[m], first) != place)
				continue;
			fprintf(to, "<tr><td>%s</td>", meanings[m].name);
			for (size_t i = 0; i < all->n; i++)
				place_cell(to, &meanings[m], &all->series[i]->tdp[AFTER_BOOT]);
			fputs("</tr>\n", to);
		}
	fputs("</table></div>\n", to);
}

static void shape_rows(FILE *to, const struct comparison *all)
{
	fputs("<h2 id=\"shape\">The shape</h2>\n<div class=\"wide\"><table>\n<tr><th>statement</th>",
	      to);
	for (size_t i = 0; i < all->n; i++)
		fprintf(to, "<th>%s</th>", all->series[i]->title);
	fputs("</tr>\n", to);
	for (size_t s = 0; s < shapes_count; s++) {
		fputs("<tr><td class=\"text\">", to);
		escaped(to, shapes[s].text);
		fputs("</td>", to);
		for (size_t i = 0; i < all->n; i++) {
			char said[160];
			bool holds;

			if (!shapes[s].applies(all->series[i])) {
				fputs("<td>-</td>", to);
				continue;
			}
			holds = shapes[s].holds(all->series[i], said);
			fprintf(to, "<td>%s (%s)</td>",
				holds ? "yes" : "<span class=\"no\">no</span>", said);
		}
		fputs("</tr>\n", to);
	}
	fputs("</table></div>\n", to);
	for (size_t s = 0; s < shapes_count; s++)
		if (shapes[s].otherwise) {
			fputs("<p><b>", to);
			escaped(to, shapes[s].text);
			fputs(".</b> ", to);
			escaped(to, shapes[s].otherwise);
			fputs("</p>\n", to);
		}
}

static void reasons(FILE *to)
{
	fputs("<h2 id=\"why\">Why, reason by reason</h2>\n<div class=\"wide\"><table>\n"
	      "<tr><th>reason</th><td class=\"text\"></td></tr>\n",
	      to);
	for (size_t m = 0; m < meanings_count; m++) {
		fprintf(to, "<tr><td>%s</td><td class=\"text\">", meanings[m].name);
		escaped(to, meanings[m].why);
		fputs("</td></tr>\n", to);
	}
	fputs("</table></div>\n", to);
}

/* The evidence for the reasons: what each activity exits for by itself. */
static void activities(FILE *to, const struct comparison *all)
{
	fputs("<h2 id=\"activities\">What each activity exits for</h2>\n"
	      "<p>By <code>exitstat -- COMMAND</code>, its own exits taken off: the evidence for the above. "
	      "Nested paging.</p>\n",
	      to);
	for (size_t i = 1; i < all->n; i++) {
		const struct series *series = all->series[i];
		const struct table *tables[ACTIVITIES];

		for (enum activity activity = 0; activity < ACTIVITIES; activity++)
			tables[activity] = &series->activity[activity];
		if (tables[0]->there)
			table(to, series->title, tables, activity_names, ACTIVITIES);
	}
}

bool write_page(FILE *to, const struct comparison *all, const char *scratch)
{
	bool good = true;

	fputs(head, to);
	fputs(introduction, to);
	totals(to, all);
	good &= states(to, all, scratch);
	good &= paging(to, all, scratch);
	order(to, all);
	shape_rows(to, all);
	reasons(to);
	activities(to, all);
	fputs("</body>\n</html>\n", to);
	return good;
}
