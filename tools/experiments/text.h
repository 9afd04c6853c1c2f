/* SPDX-License-Identifier: GPL-2.0-only */
/* The comparison for a terminal. */
#ifndef EXPERIMENTS_TEXT_H
#define EXPERIMENTS_TEXT_H

#include <stdio.h>

#include "tables.h"

/* The tables as text, for a terminal. Returns how many required shapes do not hold. */
int write_text(FILE *to, const struct comparison *all);

#endif
