/* SPDX-License-Identifier: GPL-2.0-only */
/* A kept trace as call trees by name, to be written or compared. */
#ifndef EXPLAIN_LAY_SAVED_H
#define EXPLAIN_LAY_SAVED_H

#include <stdbool.h>

#include "calls/both.h"

/* As explanation_lay(), of the trace at @path. False: said why, and nothing is laid. */
bool explanation_lay_saved(struct parts *parts, enum when side, const char *path);

#endif
