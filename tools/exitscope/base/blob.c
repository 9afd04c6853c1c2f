// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blob.h"
#include "shared/message.h"

static bool failed(const char *what)
{
	error("%s: %s", what, strerror(errno));
	return false;
}

/* Not close-on-exec: the emulator opens it as /dev/fd/<n>. */
bool blob_create(struct blob *blob, const char *name)
{
	blob->size = 0;
	blob->fd = memfd_create(name, 0);
	return blob->fd >= 0 || failed("memfd_create");
}

bool blob_write(struct blob *blob, uint64_t offset, const void *data, size_t size)
{
	const char *from = data;

	while (size) {
		ssize_t done = pwrite(blob->fd, from, size, offset);

		if (done <= 0)
			return failed("writing an image in memory");
		from += done;
		offset += done;
		size -= done;
	}
	if (offset > blob->size)
		blob->size = offset;
	return true;
}

bool blob_append(struct blob *blob, const void *data, size_t size)
{
	return blob_write(blob, blob->size, data, size);
}

bool blob_seek(struct blob *blob, uint64_t offset)
{
	blob->size = offset;
	return !ftruncate(blob->fd, offset) || failed("writing an image in memory");
}

bool blob_append_file(struct blob *blob, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return failed(path);
	if (lseek(blob->fd, blob->size, SEEK_SET) < 0) {
		close(fd);
		return failed("writing an image in memory");
	}
	while ((done = sendfile(blob->fd, fd, NULL, 1 << 30)) > 0)
		blob->size += done;
	if (done < 0)
		failed(path);
	close(fd);
	return done == 0;
}

void blob_close(struct blob *blob)
{
	if (blob->fd > 0)
		close(blob->fd);
	blob->fd = -1;
}
