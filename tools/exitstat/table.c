// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "reading.h"
#include "sample.h"
#include "shared/grouped.h"
#include "shared/memory.h"
#include "table.h"

static const char *numbering(const struct sample *sample)
{
	return sample->reading[0].isa == ISA_VMX ? "VMX" : "SVM";
}

static void heading(FILE *to, const struct sample *sample)
{
	fputs("Exits ", to);
	switch (sample->kind) {
	case SINCE_BOOT:
		fputs("since boot", to);
		break;
	case INTERVAL:
		fprintf(to, "in %.3f s", sample->seconds);
		break;
	case COMMAND:
		fprintf(to, "while '%s' ran", sample->command[0]);
		break;
	}
	if (sample->source->title)
		fprintf(to, ", %s", sample->source->title);
	fprintf(to, ", %s:\n\n", numbering(sample));
}

static void footing(FILE *to, const struct sample *sample)
{
	char own[GROUPED], handled[GROUPED];

	fputc('\n', to);
	if (sample->kind == COMMAND)
		fprintf(to, "%.6f seconds.", sample->seconds);
	if (sample->own && sample->kind == SINCE_BOOT)
		fprintf(to, "%s of the CPUID exits are exitstat's own.", grouped(sample->own, own));
	else if (sample->own)
		fprintf(to,
			" Not in the table: %s CPUID exits of exitstat's own, %s cycles handled.",
			grouped(sample->own, own),
			grouped(sample->own * sample->price.handled + 0.5, handled));
	if (sample->own || sample->kind == COMMAND)
		fputs("\n\n", to);
}

/* Cycles for each of @count exits. */
static const char *each(u64 cycles, u64 count, char text[GROUPED])
{
	return count ? grouped((cycles + count / 2) / count, text) : "";
}

static void one_row(FILE *to, const struct row *row, const char *name, u64 of)
{
	char count[GROUPED], handled[GROUPED], away[GROUPED], nested[GROUPED];

	fprintf(to, "%-26s %15s %6.1f %15s %15s", name, grouped(row->count, count),
		of ? 100.0 * row->count / of : 0.0, each(row->handled, row->count, handled),
		each(row->away, row->count, away));
	if (row->nested)
		fprintf(to, " %12s", grouped(row->nested, nested));
	fputc('\n', to);
}

static const char *numbered(enum isa isa, u32 reason, char text[64])
{
	char number[16], name[16];

	snprintf(number, sizeof(number), isa == ISA_VMX ? "%u" : "0x%x", reason);
	snprintf(text, 64, "%5s %s", number, reading_name(isa, reason, name));
	return text;
}

static bool any_nested(const struct reading *reading)
{
	for (size_t i = 0; i < reading->rows; i++)
		if (reading->row[i].nested)
			return true;
	return false;
}

static void one_part(FILE *to, const struct reading *reading, const struct output *output)
{
	const struct row *sorted[MAX_ROWS];
	size_t n = reading_sorted(reading, output->order, sorted);
	struct row total = { .count = reading->exits, .handled = reading->handled };
	char name[64];

	fprintf(to, "%-26s %15s %6s %15s %15s%s\n", "reason", "exits", "%", "handled/exit",
		"away/exit", any_nested(reading) ? "       nested" : "");
	for (size_t i = 0; i < n; i++) {
		if (!output->total)
			one_row(to, sorted[i], numbered(reading->isa, sorted[i]->reason, name),
				reading->exits);
		total.away += sorted[i]->away;
		total.nested += sorted[i]->nested;
	}
	one_row(to, &total, "      total", reading->exits);
}

/* A column a vCPU, of counts. */
static void vcpus_row(FILE *to, const struct sample *sample, const char *name, u64 total,
		      const struct row *of)
{
	char text[GROUPED];

	fprintf(to, "%-26s %13s", name, grouped(total, text));
	for (size_t i = 0; i < sample->source->parts; i++) {
		const struct reading *part = &sample->reading[i];
		const struct row *row = of ? reading_row(part, of->reason) : NULL;

		fprintf(to, " %13s", grouped(of ? (row ? row->count : 0) : part->exits, text));
	}
	fputc('\n', to);
}

static void all_vcpus(FILE *to, const struct sample *sample, const struct output *output)
{
	struct reading *sum = allocate(sizeof(*sum));
	const struct row *sorted[MAX_ROWS];
	char name[64];
	size_t n;

	reading_sum(sum, sample->reading, sample->source->parts);
	n = reading_sorted(sum, output->order, sorted);
	fprintf(to, "%-26s %13s", "reason", "all vCPUs");
	for (size_t i = 0; i < sample->source->parts; i++)
		fprintf(to, " %*s%3d", 10, "vCPU", sample->source->cpu[i]);
	fputc('\n', to);
	for (size_t i = 0; i < n && !output->total; i++)
		vcpus_row(to, sample, numbered(sum->isa, sorted[i]->reason, name), sorted[i]->count,
			  sorted[i]);
	vcpus_row(to, sample, "      total", sum->exits, NULL);
	free(sum);
}

void table_sample(struct output *output, const struct sample *sample)
{
	heading(output->to, sample);
	if (sample->source->cpu[0] < 0)
		one_part(output->to, sample->reading, output);
	else
		all_vcpus(output->to, sample, output);
	footing(output->to, sample);
}

/* As many of the busiest reasons as a line of 100 characters holds. */
static void busiest(FILE *to, const struct reading *reading, enum order order)
{
	const struct row *sorted[MAX_ROWS];
	size_t n = reading_sorted(reading, order, sorted), used = 55;

	for (size_t i = 0; i < n; i++) {
		char number[16], text[64];

		used += snprintf(text, sizeof(text), "  %s %lu",
				 reading_name(reading->isa, sorted[i]->reason, number),
				 sorted[i]->count);
		if (used > 100)
			break;
		fputs(text, to);
	}
	fputc('\n', to);
}

/* A line, as vmstat has it; the heading again once a screen. */
void table_interval(struct output *output, const struct sample *sample)
{
	const struct reading *reading = sample->reading;
	char exits[GROUPED], rate[GROUPED], handled[GROUPED];

	if (output->printed % 22 == 0)
		fprintf(output->to, "%9s %12s %12s %18s  %s\n", "seconds", "exits", "exits/s",
			"handled cycles", "reasons");
	fprintf(output->to, "%9.3f %12s %12s %18s", sample->seconds, grouped(reading->exits, exits),
		grouped(sample->seconds > 0 ? reading->exits / sample->seconds + 0.5 : 0, rate),
		grouped(reading->handled, handled));
	if (!output->total)
		busiest(output->to, reading, output->order);
	else
		fputc('\n', output->to);
}

struct statistics {
	double mean, deviation;
};

/* The sample's standard deviation, in percent of the mean. */
static struct statistics statistics(const double *value, size_t n)
{
	struct statistics result = { 0, 0 };

	for (size_t i = 0; i < n; i++)
		result.mean += value[i] / n;
	for (size_t i = 0; i < n; i++)
		result.deviation += (value[i] - result.mean) * (value[i] - result.mean);
	result.deviation =
		n > 1 && result.mean ? 100 * sqrt(result.deviation / (n - 1)) / result.mean : 0;
	return result;
}

static void repeated_row(FILE *to, const char *name, const double *count, const double *handled,
			 size_t n)
{
	struct statistics exits = statistics(count, n), cycles = statistics(handled, n);

	fprintf(to, "%-26s %15.1f  ±%7.2f %%", name, exits.mean, exits.deviation);
	if (exits.mean)
		fprintf(to, " %15.0f  ±%7.2f %%", cycles.mean, cycles.deviation);
	fputc('\n', to);
}

void table_repeated(struct output *output, const struct sample *sample, const struct reading *runs,
		    size_t n)
{
	double *count = allocate(n * sizeof(*count)), *handled = allocate(n * sizeof(*handled));
	struct reading *sum = allocate(sizeof(*sum));
	const struct row *sorted[MAX_ROWS];
	char name[64];
	size_t rows;

	reading_sum(sum, runs, n);
	rows = reading_sorted(sum, output->order, sorted);
	fprintf(output->to, "Exits while '%s' ran, mean of %zu runs, %s:\n\n", sample->command[0],
		n, numbering(sample));
	fprintf(output->to, "%-26s %15s  %10s %15s  %10s\n", "reason", "exits", "", "handled", "");
	for (size_t i = 0; i < rows && !output->total; i++) {
		for (size_t run = 0; run < n; run++) {
			const struct row *row = reading_row(&runs[run], sorted[i]->reason);

			count[run] = row ? row->count : 0;
			handled[run] = row ? row->handled : 0;
		}
		repeated_row(output->to, numbered(sum->isa, sorted[i]->reason, name), count,
			     handled, n);
	}
	for (size_t run = 0; run < n; run++) {
		count[run] = runs[run].exits;
		handled[run] = runs[run].handled;
	}
	repeated_row(output->to, "      total", count, handled, n);
	footing(output->to, sample);
	free(count);
	free(handled);
	free(sum);
}
