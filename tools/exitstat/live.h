/* SPDX-License-Identifier: GPL-2.0-only */
/* A screen that follows the counters: q ends it, s sorts by the next column. */
#ifndef EXITSTAT_LIVE_H
#define EXITSTAT_LIVE_H

#include "sample.h"
#include "source.h"

/* The exit status. */
int mode_live(struct source *source, struct output *output, unsigned long milliseconds);

#endif
