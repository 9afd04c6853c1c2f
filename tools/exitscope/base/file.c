// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

struct file file_map(const char *path)
{
	struct file file = { 0 };
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC), why;

	if (fd < 0)
		return file;
	errno = 0;
	if (!fstat(fd, &status) && status.st_size > 0) {
		void *data = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (data != MAP_FAILED)
			file = (struct file){ data, status.st_size };
	}
	why = errno;
	close(fd);
	errno = why;
	return file;
}

void file_unmap(struct file *file)
{
	if (file->data)
		munmap((void *)file->data, file->size);
}
