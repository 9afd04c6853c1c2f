// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_path.h"
#include "shared/memory.h"

/* The folder above that of the program, or NULL. */
static char *above(void)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length < 0)
		return NULL;
	self[length] = 0;
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(self, '/');

		if (slash)
			*slash = 0;
	}
	return print("%s", self);
}

/* <prefix>/lib/exitscope, where a package has labs and guest; NULL: nothing is installed. To be freed. */
static char *installed(void)
{
	char *prefix = above(), *path = prefix ? print("%s/lib/exitscope", prefix) : NULL;

	free(prefix);
	if (path && !getenv("EXITSCOPE_BUILD") && !access(path, R_OK | X_OK))
		return path;
	free(path);
	return NULL;
}

char *build_path(const char *name)
{
	const char *build = getenv("EXITSCOPE_BUILD");
	char *folder = build ? print("%s", build) : installed(), *path;

	if (!folder)
		folder = above();
	path = print("%s/%s", folder ? folder : "build", name);
	free(folder);
	return path;
}

void make_folders(const char *path)
{
	char *copy = print("%s", path);

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(copy, 0777);
		*slash = '/';
	}
	mkdir(copy, 0777);
	free(copy);
}

char *logs_path(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *folder = installed(), *path;

	if (!folder)
		path = build_path("logs");
	else if (cache && *cache == '/')
		path = print("%s/exitscope/logs", cache);
	else if (home && *home == '/')
		path = print("%s/.cache/exitscope/logs", home);
	else
		path = print("exitscope-logs");
	free(folder);
	return path;
}
