/* SPDX-License-Identifier: GPL-2.0-only */
/* The comparison as one self-contained page. */
#ifndef EXPERIMENTS_PAGE_H
#define EXPERIMENTS_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "tables.h"

/* The page, self-contained, its plots by gnuplot in it. False after a message. */
bool write_page(FILE *to, const struct comparison *all, const char *scratch);

#endif
