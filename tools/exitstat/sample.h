/* SPDX-License-Identifier: GPL-2.0-only */
/* What is printed, and to where: types of several files, without code. */
#ifndef EXITSTAT_SAMPLE_H
#define EXITSTAT_SAMPLE_H

#include <stdio.h>

#include "reading.h"
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

#endif
