/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of the running phase, and whether it is good so far. */
#ifndef SAY_H
#define SAY_H

#include <stdbool.h>

/* A diagnostic line; a line that makes the running phase fail. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Good until something is wrong. */
void phase_begin(void);
bool phase_is_good(void);

#endif
