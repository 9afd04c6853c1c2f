/* SPDX-License-Identifier: GPL-2.0-only */
/* What a history comes to, in a sentence. */
#ifndef HISTORY_HEADLINE_H
#define HISTORY_HEADLINE_H

#include "kinds.h"
#include "steps.h"

/* Rows that exit on both kernels and are steady there, and the geometric mean of what each costs more, in percent. */
struct summary {
	unsigned int rows, more, less; /* more, less: by more than half a percent */
	double percent;
};

struct summary summary_of(const struct sample *before, const struct sample *now);
/* `6.12.90` of a kernel's package; to be freed. */
char *headline_release(const struct sample *sample);
/* Of the row that says it best, CPUID's; of all; both. To be freed. */
char *headline_row(const struct kind *kind, const struct series *series, const struct steps *steps);
char *headline_all(const struct series *series);
char *headline(const struct kind *kind, const struct series *series, const struct steps *steps);

#endif
