/* SPDX-License-Identifier: GPL-2.0-only */
/* The comparison's parts. */
#ifndef EXPERIMENTS_COMPARE_H
#define EXPERIMENTS_COMPARE_H

#include <stdio.h>

#include "tables.h"

#define MAX_SERIES 3

/* The write-up first, then the labs that were run. */
struct comparison {
	struct series *series[MAX_SERIES];
	size_t n;
};

/* A statement on the shape of the numbers, and whether each series has it. */
struct shape {
	const char *text;
	bool (*holds)(const struct series *series, char said[160]);
	bool (*applies)(const struct series *series);
	bool required;	       /* of the labs, or the experiment has failed */
	const char *otherwise; /* why a lab need not have it */
};

extern const struct shape shapes[];
extern const size_t shapes_count;

/* The tables as text, for a terminal. Returns how many required shapes do not hold. */
int write_text(FILE *to, const struct comparison *all);

/* The page, self-contained, its plots by gnuplot in it. False after a message. */
bool write_page(FILE *to, const struct comparison *all, const char *scratch);

/* One plot as SVG into @to: of each meaning with any exits, a bar for each of @n tables. */
bool write_plot(FILE *to, const struct table *const *tables, const char *const *titles, size_t n,
		const char *scratch);

#endif
