/* SPDX-License-Identifier: GPL-2.0-only */
/* Archive members for an initramfs. */
#ifndef CPIO_H
#define CPIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/blob.h"

bool cpio_member(struct blob *blob, const char *name, const void *data, size_t size);
bool cpio_file(struct blob *blob, const char *name, const char *path);
bool cpio_directory(struct blob *blob, const char *name);
/* All that is in a folder, names sorted, as if of root and without times. */
bool cpio_folder(struct blob *blob, const char *path);
bool cpio_end(struct blob *blob);

#endif
