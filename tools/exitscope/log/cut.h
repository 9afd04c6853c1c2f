/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines that a kernel, or another console, wrote into: their halves are joined again. */
#ifndef CUT_H
#define CUT_H

#include <stdbool.h>

#include "log.h"

/*
 * Takes a line of the console's if it is such a half, or stands between two; stamp is where a kernel's message begins
 * in it, or end. False: the line is to be taken as it is.
 */
bool cut_line(struct log *log, const char *at, const char *stamp, const char *end);
/* The first half alone, if the other one has not come. */
void cut_end(struct log *log);

#endif
