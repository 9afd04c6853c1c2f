/* SPDX-License-Identifier: GPL-2.0-only */
/* Time that only goes forward. */
#ifndef SHARED_CLOCK_H
#define SHARED_CLOCK_H

/* Seconds of CLOCK_MONOTONIC. */
double now(void);

#endif
