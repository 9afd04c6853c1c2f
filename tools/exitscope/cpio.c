// SPDX-License-Identifier: GPL-2.0-only
/* The "newc" cpio format, as far as an initramfs needs it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"
#include "exitscope.h"

static bool pad(struct blob *blob)
{
	static const char zeros[4];

	return blob_append(blob, zeros, -blob->size & 3);
}

static bool header(struct blob *blob, const char *name, unsigned int mode, size_t size)
{
	char *text;
	bool good;

	text = print("070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s", 0, mode, 0, 0,
		     1, 0, (unsigned int)size, 0, 0, 0, 0, (unsigned int)strlen(name) + 1, 0, name);
	good = pad(blob) && blob_append(blob, text, strlen(text) + 1) && pad(blob);
	free(text);
	return good;
}

bool cpio_member(struct blob *blob, const char *name, const void *data, size_t size)
{
	return header(blob, name, S_IFREG | 0644, size) && blob_append(blob, data, size);
}

bool cpio_file(struct blob *blob, const char *name, const char *path)
{
	struct stat status;

	if (stat(path, &status)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	return header(blob, name, S_IFREG | 0644, status.st_size) && blob_append_file(blob, path);
}

bool cpio_end(struct blob *blob)
{
	return header(blob, "TRAILER!!!", 0, 0) && pad(blob);
}
