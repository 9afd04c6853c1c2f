/* SPDX-License-Identifier: GPL-2.0-only */
/* Small files of proc, sysfs and tracefs, whole. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>

/* 0, or -errno. */
int file_write(const char *path, const char *text, int flags);
/* All of it, to be freed; NULL: errno says why. */
char *file_read(const char *path, size_t *length);

#endif
