/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of exit reasons and how they were reached. */
#ifndef COVERAGE_TABLE_H
#define COVERAGE_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "coverage.h"

/* Whole tables, or with at most three names where there are more. */
void coverage_print(struct coverage *coverage, bool whole, FILE *to);

#endif
