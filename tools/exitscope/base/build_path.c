// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build_path.h"
#include "shared/memory.h"

char *build_path(const char *name)
{
	const char *build = getenv("EXITSCOPE_BUILD");
	char self[PATH_MAX];
	ssize_t length;

	if (build)
		return print("%s/%s", build, name);
	length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (length < 0)
		return print("build/%s", name);
	self[length] = 0;
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(self, '/');

		if (slash)
			*slash = 0;
	}
	return print("%s/%s", self, name);
}
