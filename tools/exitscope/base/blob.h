/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes in memory that an emulator can open as a file: a memfd, so nothing is left on any disk. */
#ifndef BLOB_H
#define BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
	int fd;
	uint64_t size;
};

bool blob_create(struct blob *blob, const char *name);
bool blob_append(struct blob *blob, const void *data, size_t size);
bool blob_append_file(struct blob *blob, const char *path);
bool blob_write(struct blob *blob, uint64_t offset, const void *data, size_t size);
bool blob_seek(struct blob *blob, uint64_t offset); /* append there from now on */
void blob_close(struct blob *blob);

#endif
