// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "paths.h"
#include "shared/memory.h"
#include "shared/message.h"

void paths_add(struct paths *paths, const char *path)
{
	paths->path = grow(paths->path, (paths->count + 1) * sizeof(*paths->path));
	paths->path[paths->count++] = print("%s", path);
}

/* Of `name.log`, or `name.log.gz` and the like, the length of the name; 0: it is none. */
static size_t stem(const char *name)
{
	static const char *const ends[] = { ".log",	".log.gz",  ".log.xz",
					    ".log.zst", ".log.bz2", ".log.lz4" };
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i]);

		if (length > end && !strcmp(name + length - end, ends[i]))
			return length - end;
	}
	return 0;
}

static int is_log(const struct dirent *entry)
{
	return stem(entry->d_name) > 0;
}

int paths_directory(struct paths *paths, const char *path)
{
	struct dirent **entry;
	int count = scandir(path, &entry, is_log, versionsort);

	for (int i = 0; i < count; i++) {
		char *file = print("%s/%s", path, entry[i]->d_name);

		paths_add(paths, file);
		free(file);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	return count;
}

static bool expand_directory(struct paths *paths, const char *path)
{
	int count = paths_directory(paths, path);

	if (count < 0)
		error("%s: %s", path, strerror(errno));
	else if (!count)
		error("%s: no *.log in it", path);
	return count > 0;
}

bool paths_expand(struct paths *paths, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") && stat(path, &status)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	if (strcmp(path, "-") && S_ISDIR(status.st_mode))
		return expand_directory(paths, path);
	paths_add(paths, path);
	return true;
}

char *paths_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = stem(name);

	return length ? print("%.*s", (int)length, name) : print("%s", name);
}

void paths_free(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->path[i]);
	free(paths->path);
	memset(paths, 0, sizeof(*paths));
}
