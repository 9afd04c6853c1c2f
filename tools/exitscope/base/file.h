/* SPDX-License-Identifier: GPL-2.0-only */
/* A file's bytes in memory, to be read. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>

struct file {
	const char *data; /* NULL: none */
	size_t size;
};

/* One that is not there, not readable or empty has no data; errno says why, if it is not 0. */
struct file file_map(const char *path);
void file_unmap(struct file *file);

#endif
