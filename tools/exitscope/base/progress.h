/* SPDX-License-Identifier: GPL-2.0-only */
/* Time, and how a long run is getting on. */
#ifndef PROGRESS_H
#define PROGRESS_H

/* Seconds of CLOCK_MONOTONIC. */
double now(void);

/* One line on standard error, with the seconds since the first one. */
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
