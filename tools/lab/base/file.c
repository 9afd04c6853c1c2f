// SPDX-License-Identifier: GPL-2.0-only
/* Small files of proc, sysfs and tracefs, whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* 0, or -errno. */
int file_write(const char *path, const char *text, int flags)
{
	ssize_t done;
	int fd;

	fd = open(path, O_WRONLY | O_CLOEXEC | flags);
	if (fd < 0)
		return -errno;
	done = write(fd, text, strlen(text));
	if (done < 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	close(fd);
	return 0;
}

/* The file with a NUL after it, to be freed; NULL with errno. */
char *file_read(const char *path, size_t *length)
{
	size_t size = 1 << 16, used = 0;
	char *text = malloc(size);
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || !text) {
		free(text);
		return NULL;
	}
	while ((got = read(fd, text + used, size - used - 1)) > 0) {
		char *more;

		used += got;
		if (size - used - 1)
			continue;
		more = realloc(text, size *= 2);
		if (!more)
			break;
		text = more;
	}
	close(fd);
	text[used] = 0;
	if (length)
		*length = used;
	return text;
}
