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

/* cpio.c: archive members for an initramfs. */
bool cpio_member(struct blob *blob, const char *name, const void *data, size_t size);
bool cpio_file(struct blob *blob, const char *name, const char *path);
/* All that is in a folder, names sorted, as if of root and without times. */
bool cpio_folder(struct blob *blob, const char *path);
bool cpio_end(struct blob *blob);

/* pvh.c: kernel and initramfs as one image for RAM, see lab/vmx/rom.S. */
bool pvh_image(struct blob *image, const char *kernel, const struct blob *initrd,
	       const char *command_line);

#endif
