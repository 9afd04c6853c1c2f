// SPDX-License-Identifier: GPL-2.0-only
/* A bar chart by gnuplot: a row for each meaning, a bar for each table, exits on a logarithmic axis. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "meanings.h"
#include "plot.h"
#include "shared/message.h"
#include "tables.h"

static const char *const colours[] = { "#2f6db5", "#d1762b", "#3f9a5b" };

/* Sums would count twice where their parts are rows as well. */
static bool plotted(const struct meaning *meaning, const struct table *const *tables, size_t n)
{
	u64 any = 0;
	bool known;

	for (size_t i = 0; i < n; i++)
		any += meaning_count(meaning, tables[i], &known);
	return any && (!meaning->sum || tables[0]->isa == ISA_SVM);
}

/* Bars begin at a half, so that one exit is a bar as well; 0 has none. */
static void data(FILE *to, const struct table *const *tables, size_t n)
{
	bool known;

	fputs("$data << END\n", to);
	for (size_t i = 0; i < meanings_count; i++) {
		if (!plotted(&meanings[i], tables, n))
			continue;
		fprintf(to, "\"%s\"", meanings[i].name);
		for (size_t j = 0; j < n; j++) {
			u64 count = meaning_count(&meanings[i], tables[j], &known);

			fprintf(to, count ? " %lu" : " NaN", count);
		}
		fputc('\n', to);
	}
	fputs("END\n", to);
}

static void script(FILE *to, const struct table *const *tables, const char *const *titles, size_t n,
		   const char *svg)
{
	static int plots;

	fprintf(to,
		"set terminal svg size 760,420 dynamic name 'plot%d' font 'sans-serif,13'\n"
		"set output '%s'\n"
		"set style data histograms\nset style histogram clustered gap 1\n"
		"set style fill solid 0.9 noborder\nset boxwidth 0.9\n"
		"set logscale y\nset yrange [0.5:*]\nset format y '%%.0f'\n"
		"set ylabel 'exits'\nset grid ytics lt 1 lc rgb '#80808080'\n"
		"set border 3 lc rgb '#808080'\nset tics nomirror\nset xtics rotate by -35\nset key outside top center horizontal\n",
		++plots, svg);
	data(to, tables, n);
	fputs("plot ", to);
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%s$data using %zu:xtic(1) title '%s' lc rgb '%s'", i ? ", " : "",
			i + 2, titles[i], colours[i]);
	fputs("\nset output\n", to);
}

/* Drops @words from @line. */
static void drop(char *line, const char *words)
{
	char *found = strstr(line, words);

	if (found)
		memmove(found, found + strlen(words), strlen(found + strlen(words)) + 1);
}

/*
 * Without the XML heading, which a page has no place for, and the shapes of points, which bars do
 * not use and which would be there once a plot under the same names.
 */
static bool copy_svg(FILE *to, const char *path)
{
	FILE *from = fopen(path, "r");
	bool inside = false, points = false;
	char line[65536];

	if (!from)
		return false;
	while (fgets(line, sizeof(line), from)) {
		if (!inside && !strncmp(line, "<svg", 4))
			inside = true;
		points |= strstr(line, "<defs>") != NULL;
		drop(line, " id=\"gnuplot_canvas\"");
		if (inside && !points)
			fputs(line, to);
		points &= strstr(line, "</defs>") == NULL;
	}
	fclose(from);
	return inside;
}

bool write_plot(FILE *to, const struct table *const *tables, const char *const *titles, size_t n,
		const char *scratch)
{
	char path[4096];
	FILE *gnuplot = popen("gnuplot", "w");
	bool good;

	snprintf(path, sizeof(path), "%s/plot.svg", scratch);
	if (!gnuplot) {
		error("gnuplot: %s", strerror(errno));
		return false;
	}
	script(gnuplot, tables, titles, n, path);
	good = !pclose(gnuplot) && copy_svg(to, path);
	unlink(path);
	if (!good)
		error("gnuplot made no plot: apt-get install gnuplot-nox");
	return good;
}
