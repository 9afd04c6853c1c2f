/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples as text: a table for people, JSON, CSV, or the lines of the write-up. */
#ifndef EXITSTAT_OUTPUT_H
#define EXITSTAT_OUTPUT_H

#include <stdio.h>

#include "source.h"

enum format_kind {
	FORMAT_TABLE,
	FORMAT_JSON,
	FORMAT_CSV,
	FORMAT_RAW,
};

struct output {
	FILE *to;
	enum format_kind kind;
	enum order order;
	bool total;	     /* the total alone */
	size_t printed;	     /* samples so far */
	struct output *next; /* one more, of the same samples */
};

enum sample_kind {
	SINCE_BOOT,
	INTERVAL,
	COMMAND,
};

/* What a sample is of. */
struct sample {
	enum sample_kind kind;
	const struct source *source;
	const struct reading *reading; /* one a part; deltas, but for SINCE_BOOT */
	u64 own;	      /* exits of exitstat's: in the sample if SINCE_BOOT, else off it */
	struct price price;   /* of each of those */
	double seconds;	      /* but for SINCE_BOOT */
	char *const *command; /* of COMMAND */
	int run, status;
};

void output_sample(struct output *output, const struct sample *sample);

/* One of a command's runs; if it is repeated, tables wait for all. */
void output_run(struct output *output, const struct sample *sample, bool repeated);

/* All @n runs, deltas each: their mean and how far they deviate from it, where tables are. */
void output_runs(struct output *output, const struct sample *sample, const struct reading *runs,
		 size_t n);

/* The formats, each one sample. */
void table_sample(struct output *output, const struct sample *sample);
void table_interval(struct output *output, const struct sample *sample);
void table_repeated(struct output *output, const struct sample *sample, const struct reading *runs,
		    size_t n);
void json_sample(struct output *output, const struct sample *sample);
void csv_sample(struct output *output, const struct sample *sample);
void raw_sample(struct output *output, const struct sample *sample);

#endif
