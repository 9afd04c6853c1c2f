// SPDX-License-Identifier: GPL-2.0-only
/* What a Debian system has and the tests rely on, but a lab's L1 has not by itself. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup.h"

#define HUGE_PAGES "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"
#define THP	   "/sys/kernel/mm/transparent_hugepage/enabled"

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (!good)
		printf("run: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

/* POSIX semaphores live in /dev/shm. Large pages as Debian's kernel has them by default. */
bool setup_once(void)
{
	if ((mkdir("/dev/shm", 01777) && errno != EEXIST) ||
	    mount("tmpfs", "/dev/shm", "tmpfs", 0, NULL)) {
		printf("run: /dev/shm: %s\n", strerror(errno));
		return false;
	}
	return write_file(THP, "always");
}

static unsigned int huge_pages;

bool setup_huge_pages(unsigned int pages)
{
	char text[16];

	if (pages == huge_pages)
		return true;
	huge_pages = pages;
	snprintf(text, sizeof(text), "%u", pages);
	return write_file(HUGE_PAGES, text);
}
