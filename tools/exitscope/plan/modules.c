// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
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
	struct file file = file_map(path);
	bool found = file.data && memmem(file.data, file.size, text, strlen(text));

	file_unmap(&file);
	return found;
}

bool modules_have_counters(const char *modules)
{
	char *path = print("%s/kvm.ko", modules);
	bool count = modules_given(modules) ? holds(path, PARAMETER) : !strcmp(modules, "patched");

	free(path);
	return count;
}
