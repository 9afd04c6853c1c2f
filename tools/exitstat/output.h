/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples as text: a table for people, JSON, CSV, or the lines of the write-up. */
#ifndef EXITSTAT_OUTPUT_H
#define EXITSTAT_OUTPUT_H

#include "reading.h"
#include "sample.h"

void output_sample(struct output *output, const struct sample *sample);

/* One of a command's runs; if it is repeated, tables wait for all. */
void output_run(struct output *output, const struct sample *sample, bool repeated);

/* All @n runs, deltas each: their mean and how far they deviate from it, where tables are. */
void output_runs(struct output *output, const struct sample *sample, const struct reading *runs,
		 size_t n);

#endif
