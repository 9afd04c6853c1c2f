// SPDX-License-Identifier: GPL-2.0-only
/* The memory of the guest, in the QEMU that has it. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "disturber.h"
#include "lab/base/file.h"
#include "pages.h"

#define PRESENT (UINT64_C(1) << 63)
#define FRAME	((UINT64_C(1) << 55) - 1)

/* The largest of QEMU's private writable mappings that no file is behind. */
bool pages_find(struct victim *victim)
{
	char path[64], *text, *line, *rest;

	snprintf(path, sizeof(path), "/proc/%d/maps", victim->pid);
	rest = text = file_read(path, NULL);
	victim->start = victim->end = 0;
	while (text && (line = strsep(&rest, "\n"))) {
		uintptr_t start, end;
		unsigned long inode;
		int length = 0;

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " rw-p %*s %*s %lu%n", &start, &end,
			   &inode, &length) != 3 ||
		    inode || end - start <= victim->end - victim->start)
			continue;
		victim->start = start;
		victim->end = end;
	}
	free(text);
	return victim->end;
}

bool pages_frames(const struct victim *victim, uintptr_t address, uint64_t *frame, size_t count)
{
	size_t size = count * sizeof(*frame);
	char path[64];
	bool good;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", victim->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	good = fd >= 0 && pread(fd, frame, size, address / PAGE * sizeof(*frame)) == (ssize_t)size;
	if (fd >= 0)
		close(fd);
	for (size_t i = 0; good && i < count; i++)
		frame[i] = frame[i] & PRESENT ? frame[i] & FRAME : 0;
	return good;
}

ssize_t pages_advise(const struct victim *victim, uintptr_t start, uintptr_t end, int advice)
{
	struct iovec range = { (void *)start, end - start };

	return syscall(SYS_process_madvise, victim->process, &range, 1, advice, 0);
}

uint64_t pages_vmstat(const char *name)
{
	char *text = file_read("/proc/vmstat", NULL), *line, *rest = text;
	size_t length = strlen(name);
	uint64_t value = 0;

	while (text && (line = strsep(&rest, "\n")))
		if (!strncmp(line, name, length) && line[length] == ' ')
			value = strtoull(line + length, NULL, 10);
	free(text);
	return value;
}
