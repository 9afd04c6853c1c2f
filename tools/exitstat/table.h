/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables for people. */
#ifndef EXITSTAT_TABLE_H
#define EXITSTAT_TABLE_H

#include <stddef.h>

#include "reading.h"
#include "sample.h"

void table_sample(struct output *output, const struct sample *sample);
/* One line a reason, for what comes again and again. */
void table_interval(struct output *output, const struct sample *sample);
/* All @n runs of a command: their mean and how far they deviate from it. */
void table_repeated(struct output *output, const struct sample *sample, const struct reading *runs,
		    size_t n);

#endif
