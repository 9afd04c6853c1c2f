/* SPDX-License-Identifier: GPL-2.0-only */
/* How a long run is getting on. */
#ifndef PROGRESS_H
#define PROGRESS_H

/* One line on standard error, with the seconds since the first one. */
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
