/* SPDX-License-Identifier: GPL-2.0-only */
/* Small files of proc, sysfs and debugfs, whole; and numbers. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stdint.h>

/* False after wrong(). */
bool file_put(const char *path, const char *text);
/* To be freed; NULL after wrong(). */
char *file_get(const char *path);

/* Numbers that are the same in every run. */
uint32_t random_below(uint32_t *state, uint32_t limit);

#endif
