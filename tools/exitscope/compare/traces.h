/* SPDX-License-Identifier: GPL-2.0-only */
/* Which functions made a row dearer or cheaper, where each side has one trace that explain has kept. */
#ifndef TRACES_H
#define TRACES_H

#include <stdbool.h>
#include <stdint.h>

#include "sets.h"

/*
 * Lays the two traces of each group upon each other, A before and B now; groups without two, or with several runs of a side, go
 * without. What cannot be explained is said.
 */
void traces_lay(struct sets *sets);

/* What an operation of that workload takes more now, where it was traced. False: it was not, on both sides. */
bool traces_change(const struct group *group, const char *workload, int64_t *more);

#endif
