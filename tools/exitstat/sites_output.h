/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit sites as a table, as JSON and as CSV. */
#ifndef EXITSTAT_SITES_OUTPUT_H
#define EXITSTAT_SITES_OUTPUT_H

#include "sample.h"
#include "sites_read.h"
#include "sites_symbols.h"

/* Writes to each output in its format. @title: of what they are; @top: sites in the table, 0 for all. */
void sites_output(struct output *output, const struct sites *sites, const struct symbols *symbols,
		  const char *title, size_t top);

#endif
