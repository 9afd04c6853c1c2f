/* SPDX-License-Identifier: GPL-2.0-only */
/* What the write-up's tables show in principle, as statements that are checked on every series. */
#ifndef EXPERIMENTS_SHAPES_H
#define EXPERIMENTS_SHAPES_H

#include <stdbool.h>
#include <stddef.h>

#include "tables.h"

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

#endif
