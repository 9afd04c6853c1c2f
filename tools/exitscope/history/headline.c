// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "cause.h"
#include "headline.h"
#include "shared/grouped.h"
#include "shared/memory.h"

/* The exit that does least: what it costs is what any exit costs. */
#define ROW "cpuid"

/* Half a percent: less is told by no sentence. */
#define NOTHING 0.5

struct summary summary_of(const struct sample *before, const struct sample *now)
{
	struct summary summary = { 0 };
	double sum = 0;

	for (size_t i = 0; i < now->n; i++) {
		const struct row *is = &now->row[i], *was = sample_row(before, is->name);
		struct change change;

		if (!was || !was->exits || !is->exits || !was->steady || !is->steady ||
		    was->median <= 0 || is->median <= 0)
			continue;
		change_of(was, is, &change);
		summary.rows++;
		summary.more += change.percent > NOTHING;
		summary.less += change.percent < -NOTHING;
		sum += log(is->median / was->median);
	}
	summary.percent = summary.rows ? 100 * (exp(sum / summary.rows) - 1) : 0;
	return summary;
}

char *headline_release(const struct sample *sample)
{
	return print("%.*s", build_release(sample->package), sample->package);
}

/* `9 % more instructions`, `0.7 % fewer`, `as many` */
static void write_change(double percent, FILE *to)
{
	double size = fabs(percent);

	if (size < NOTHING)
		fputs("about as many instructions", to);
	else
		fprintf(to, size < 10 ? "%.1f %% %s instructions" : "%.0f %% %s instructions", size,
			percent > 0 ? "more" : "fewer");
}

static void write_largest(const struct steps *steps, FILE *to)
{
	const struct step *step;
	const struct change *largest = steps_largest(steps, ROW, &step);
	struct cause cause;
	int64_t rest;
	char *before, *now;

	if (!largest) {
		fprintf(to, ", with no single step of more than %d %%", STEP_PERCENT);
		return;
	}
	before = headline_release(step->before);
	now = headline_release(step->now);
	fprintf(to, "; the biggest single step was %s to %s, %+.0f", before, now,
		largest->is->median - largest->was->median);
	if (step_causes(step->explained, largest->why, &cause, 1, &rest))
		fprintf(to, " (%+lld of it in %.*s())", (long long)cause.more,
			cause_name(cause.function), cause.function);
	free(before);
	free(now);
}

/* `A CPUID exit on VMX with EPT costs ...` */
static void write_row(const struct kind *kind, const struct series *series,
		      const struct steps *steps, FILE *to)
{
	const struct sample *first = series_first(series), *last = series_last(series);
	const struct row *was = sample_row(first, ROW), *is = sample_row(last, ROW);
	char before[GROUPED], now[GROUPED], *from, *until;
	struct change change;

	if (!was || !is)
		return;
	from = headline_release(first);
	until = headline_release(last);
	change_of(was, is, &change);
	fprintf(to, "A CPUID exit on %s costs ", kind->name);
	write_change(change.percent, to);
	fprintf(to, " in %s %s in %s (%s, then %s)", until,
		fabs(change.percent) < NOTHING ? "as" : "than", from, grouped(was->median, before),
		grouped(is->median, now));
	write_largest(steps, to);
	fputs(".", to);
	free(from);
	free(until);
}

static void write_all(const struct series *series, FILE *to)
{
	struct summary summary = summary_of(series_first(series), series_last(series));

	fprintf(to, "Of %u operations that exit, %u cost more and %u less; on average ",
		summary.rows, summary.more, summary.less);
	write_change(summary.percent, to);
	fputc('.', to);
}

static char *sentence(const struct kind *kind, const struct series *series,
		      const struct steps *steps, bool row, bool all)
{
	const struct sample *first = series_first(series);
	char *text = NULL;
	size_t size;
	FILE *to;

	if (!first || first == series_last(series))
		return print("%s was measured.", first ? "Only one kernel" : "Nothing");
	to = open_memstream(&text, &size);
	if (row)
		write_row(kind, series, steps, to);
	if (row && all)
		fputc(' ', to);
	if (all)
		write_all(series, to);
	fclose(to);
	return text;
}

char *headline_row(const struct kind *kind, const struct series *series, const struct steps *steps)
{
	return sentence(kind, series, steps, true, false);
}

char *headline_all(const struct series *series)
{
	return sentence(NULL, series, NULL, false, true);
}

char *headline(const struct kind *kind, const struct series *series, const struct steps *steps)
{
	return sentence(kind, series, steps, true, true);
}
