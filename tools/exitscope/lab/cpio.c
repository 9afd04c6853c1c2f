// SPDX-License-Identifier: GPL-2.0-only
/* The "newc" cpio format, as far as an initramfs needs it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/blob.h"
#include "cpio.h"
#include "shared/memory.h"
#include "shared/message.h"

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

bool cpio_directory(struct blob *blob, const char *name)
{
	return header(blob, name, S_IFDIR | 0755, 0);
}

static bool link_member(struct blob *blob, const char *name, const char *path)
{
	char target[4096];
	ssize_t length = readlink(path, target, sizeof(target));

	if (length < 0) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	return header(blob, name, S_IFLNK | 0777, length) && blob_append(blob, target, length);
}

static bool folder(struct blob *blob, const char *name, const char *path);

static bool entry(struct blob *blob, const char *name, const char *path)
{
	struct stat status;

	if (lstat(path, &status)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	if (S_ISLNK(status.st_mode))
		return link_member(blob, name, path);
	if (S_ISDIR(status.st_mode))
		return cpio_directory(blob, name) && folder(blob, name, path);
	if (S_ISREG(status.st_mode))
		return header(blob, name, S_IFREG | (status.st_mode & 0777), status.st_size) &&
		       blob_append_file(blob, path);
	error("%s: not a file, folder or symbolic link", path);
	return false;
}

static bool folder(struct blob *blob, const char *name, const char *path)
{
	struct dirent **list;
	int count = scandir(path, &list, NULL, alphasort);
	bool good = count >= 0;

	if (!good)
		error("%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *file = list[i]->d_name;

		if (good && strcmp(file, ".") && strcmp(file, "..")) {
			char *member = print("%s%s%s", name, *name ? "/" : "", file);
			char *full = print("%s/%s", path, file);

			good = entry(blob, member, full);
			free(member);
			free(full);
		}
		free(list[i]);
	}
	if (count >= 0)
		free(list);
	return good;
}

bool cpio_folder(struct blob *blob, const char *path)
{
	return folder(blob, "", path);
}

bool cpio_end(struct blob *blob)
{
	return header(blob, "TRAILER!!!", 0, 0) && pad(blob);
}
