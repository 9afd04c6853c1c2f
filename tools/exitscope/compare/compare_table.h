/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of what differs. */
#ifndef COMPARE_TABLE_H
#define COMPARE_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "compare.h"

/* all: equal rows too. @parts: what each side's operations took by function, or NULL. */
void comparison_print(const struct comparison *comparison, const struct parts *parts, bool all,
		      FILE *to);

#endif
