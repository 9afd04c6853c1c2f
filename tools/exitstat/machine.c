// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "reading.h"
#include "sample.h"
#include "shared/json_text.h"

static const char *const kinds[] = {
	[SINCE_BOOT] = "boot",
	[INTERVAL] = "interval",
	[COMMAND] = "command",
};

static void json_flags(FILE *to, u32 flags)
{
	const char *comma = "";

	fprintf(to, ",\"flags\":%u,\"flag_names\":[", flags);
	for (u32 i = 0; i < FLAG_COUNT; i++) {
		if (!(flags & BIT(i)))
			continue;
		fprintf(to, "%s\"%s\"", comma, flag_names[i]);
		comma = ",";
	}
	fputc(']', to);
}

static void json_row(FILE *to, enum isa isa, const struct row *row)
{
	char number[16];

	fprintf(to,
		"{\"reason\":%u,\"name\":\"%s\",\"count\":%lu,\"handled\":%lu,\"away\":%lu,"
		"\"nested\":%lu}",
		row->reason, reading_name(isa, row->reason, number), row->count, row->handled,
		row->away, row->nested);
}

static void json_part(const struct output *output, const struct reading *reading, int cpu)
{
	const struct row *sorted[MAX_ROWS];
	size_t n = output->total ? 0 : reading_sorted(reading, output->order, sorted);
	FILE *to = output->to;

	fputc('{', to);
	if (cpu >= 0)
		fprintf(to, "\"vcpu\":%d,", cpu);
	fprintf(to, "\"exits\":%lu,\"handled\":%lu,\"reasons\":[", reading->exits,
		reading->handled);
	for (size_t i = 0; i < n; i++) {
		if (i)
			fputc(',', to);
		json_row(to, reading->isa, sorted[i]);
	}
	fputs("]}", to);
}

static void json_command(FILE *to, const struct sample *sample)
{
	fputs(",\"command\":[", to);
	for (size_t i = 0; sample->command[i]; i++) {
		if (i)
			fputc(',', to);
		json_text(to, sample->command[i]);
	}
	fprintf(to, "],\"run\":%d,\"status\":%d", sample->run, sample->status);
}

/* One object a line. */
void json_sample(struct output *output, const struct sample *sample)
{
	const struct reading *reading = sample->reading;
	FILE *to = output->to;

	fprintf(to, "{\"type\":\"%s\",\"numbering\":\"%s\"", kinds[sample->kind],
		reading[0].isa == ISA_VMX ? "vmx" : "svm");
	if (sample->source->own)
		json_flags(to, reading[0].flags);
	if (sample->source->title) {
		fputs(",\"vm\":", to);
		json_text(to, sample->source->title);
	}
	if (sample->kind != SINCE_BOOT)
		fprintf(to, ",\"seconds\":%.6f", sample->seconds);
	if (sample->kind == COMMAND)
		json_command(to, sample);
	fprintf(to, ",\"own\":{\"count\":%lu,\"handled\":%.0f,\"included\":%s},\"parts\":[",
		sample->own, sample->own * sample->price.handled,
		sample->kind == SINCE_BOOT ? "true" : "false");
	for (size_t i = 0; i < sample->source->parts; i++) {
		if (i)
			fputc(',', to);
		json_part(output, &reading[i], sample->source->cpu[i]);
	}
	fputs("]}\n", to);
}

/* The total is a row without a reason. */
static void csv_row(FILE *to, const struct sample *sample, size_t part, const char *reason,
		    const char *name, const struct row *row)
{
	fprintf(to, "%s,%d,%.6f,", kinds[sample->kind], sample->run, sample->seconds);
	if (sample->source->cpu[part] >= 0)
		fprintf(to, "%d", sample->source->cpu[part]);
	fprintf(to, ",%s,%s,%lu,%lu,%lu,%lu\n", reason, name, row->count, row->handled, row->away,
		row->nested);
}

void csv_sample(struct output *output, const struct sample *sample)
{
	FILE *to = output->to;

	if (!output->printed)
		fputs("type,run,seconds,vcpu,reason,name,count,handled,away,nested\n", to);
	for (size_t part = 0; part < sample->source->parts; part++) {
		const struct reading *reading = &sample->reading[part];
		struct row total = { .count = reading->exits, .handled = reading->handled };
		const struct row *sorted[MAX_ROWS];
		size_t n = reading_sorted(reading, output->order, sorted);

		for (size_t i = 0; i < n; i++) {
			char number[16], text[16];

			total.away += sorted[i]->away;
			total.nested += sorted[i]->nested;
			snprintf(number, sizeof(number), "%u", sorted[i]->reason);
			if (!output->total)
				csv_row(to, sample, part, number,
					reading_name(reading->isa, sorted[i]->reason, text),
					sorted[i]);
		}
		csv_row(to, sample, part, "", "total", &total);
	}
}

/* What CPUID(0x4FFFFFFE, @reason) answers. */
static void raw_row(FILE *to, const struct reading *reading, u32 reason)
{
	const struct row *row = reading_row(reading, reason);

	if (!row)
		fprintf(to, "%u- 0, 0x0, 0x0, 0xffffffff\n", reason);
	else if (row->unhandled)
		fprintf(to, "%u- 0, 0x0, 0x0, 0x0\n", reason);
	else
		fprintf(to, "%u- %u, 0x%x, 0x%x, 0x0\n", reason, (u32)row->count,
			(u32)(row->count >> 32), reason);
}

/*
 * As the write-up has it: every number from 0 on, defined or not, EAX in decimal. Its own EBX and
 * EDX were not initialised; here they are what ABI 2 says. SVM's gap up to 0x400 is left out.
 */
void raw_sample(struct output *output, const struct sample *sample)
{
	for (size_t part = 0; part < sample->source->parts; part++) {
		const struct reading *reading = &sample->reading[part];
		u32 next = 0;

		if (output->total) {
			fprintf(output->to,
				"CPUID(0x4FFFFFFF), exits=%lu, cycles spent in exit=%lu\n",
				reading->exits, reading->handled);
			continue;
		}
		for (size_t i = 0; i < reading->rows; i++) {
			u32 reason = reading->row[i].reason;

			while (next < reason && reason < 0x400)
				raw_row(output->to, reading, next++);
			raw_row(output->to, reading, reason);
			next = reason + 1;
		}
	}
}
