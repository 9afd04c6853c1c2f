/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of what differs. */
#ifndef COMPARE_TABLE_H
#define COMPARE_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "compare.h"

/* all: equal rows too. Rows of groups that are explained name functions. */
void comparison_print(const struct comparison *comparison, bool all, FILE *to);

#endif
