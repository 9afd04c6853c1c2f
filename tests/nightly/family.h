/* SPDX-License-Identifier: GPL-2.0-only */
/* All processes that come from this one. */
#ifndef NIGHTLY_FAMILY_H
#define NIGHTLY_FAMILY_H

#include <stdbool.h>

/* From now on orphans among them are this one's children, however they were left. */
bool family_adopt(void);

/*
 * Kills them all, and waits until none is left; for whoever has adopted them. False: some are still there after
 * so many seconds.
 */
bool family_end(double seconds);

#endif
