/* SPDX-License-Identifier: GPL-2.0-only */
/* A bar chart by gnuplot. */
#ifndef EXPERIMENTS_PLOT_H
#define EXPERIMENTS_PLOT_H

#include <stdbool.h>
#include <stdio.h>

#include "tables.h"

/* One plot as SVG into @to: of each meaning with any exits, a bar for each of @n tables. */
bool write_plot(FILE *to, const struct table *const *tables, const char *const *titles, size_t n,
		const char *scratch);

#endif
