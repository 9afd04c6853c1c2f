// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules.h"
#include "shared/memory.h"

/* As .modinfo has a module's parameter. */
#define PARAMETER "parm=exit_counters:"

bool modules_given(const char *modules)
{
	return strcmp(modules, "patched") && strcmp(modules, "stock") && strcmp(modules, "none");
}

bool modules_known(const char *modules)
{
	char *path = print("%s/kvm.ko", modules);
	bool known = !modules_given(modules) || !access(path, R_OK);

	free(path);
	return known;
}

const char *modules_kind(const char *modules)
{
	return modules_given(modules) ? "given" : modules;
}

static bool holds(const char *path, const char *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *data;
	bool found;

	if (fd < 0)
		return false;
	data = fstat(fd, &status) ? MAP_FAILED
				  : mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data == MAP_FAILED)
		return false;
	found = memmem(data, status.st_size, text, strlen(text));
	munmap(data, status.st_size);
	return found;
}

bool modules_have_counters(const char *modules)
{
	char *path = print("%s/kvm.ko", modules);
	bool count = modules_given(modules) ? holds(path, PARAMETER) : !strcmp(modules, "patched");

	free(path);
	return count;
}
