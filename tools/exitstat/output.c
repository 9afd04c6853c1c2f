// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"
#include "machine.h"
#include "reading.h"
#include "sample.h"
#include "table.h"

static void one_output(struct output *output, const struct sample *sample)
{
	switch (output->kind) {
	case FORMAT_JSON:
		json_sample(output, sample);
		break;
	case FORMAT_CSV:
		csv_sample(output, sample);
		break;
	case FORMAT_RAW:
		raw_sample(output, sample);
		break;
	case FORMAT_TABLE:
		if (sample->kind == INTERVAL && sample->source->parts == 1)
			table_interval(output, sample);
		else
			table_sample(output, sample);
		break;
	}
	output->printed++;
	fflush(output->to);
}

void output_sample(struct output *output, const struct sample *sample)
{
	for (; output; output = output->next)
		one_output(output, sample);
}

void output_run(struct output *output, const struct sample *sample, bool repeated)
{
	for (; output; output = output->next)
		if (!repeated || output->kind != FORMAT_TABLE)
			one_output(output, sample);
}

void output_runs(struct output *output, const struct sample *sample, const struct reading *runs,
		 size_t n)
{
	for (; output; output = output->next)
		if (output->kind == FORMAT_TABLE)
			table_repeated(output, sample, runs, n);
}
