/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of source files, as short as they are in their tree. */
#ifndef LINES_ROOTS_H
#define LINES_ROOTS_H

#include <stddef.h>

struct roots {
	char **root; /* folders, each with a slash behind it */
	size_t count;
};

/* The folders that a kernel was built from and in: lines of the file `source` in @folder. And the folder that has the build folder. */
struct roots roots_of(const char *folder);
void roots_free(struct roots *roots);

/* Without what comes before the tree, and without `.` and `..`; to be freed. */
char *roots_shorten(const struct roots *roots, const char *path);

#endif
