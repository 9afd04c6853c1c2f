// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "say.h"

bool file_put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (!good)
		wrong("%s does not take '%s': %s", path, text, strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

char *file_get(const char *path)
{
	size_t room = 1 << 12, used = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = malloc(room);
	ssize_t got = -1;

	while (fd >= 0 && text && (got = read(fd, text + used, room - used - 1)) > 0) {
		used += got;
		if (used + 1 == room)
			text = realloc(text, room *= 2);
	}
	if (got < 0) {
		wrong("%s: %s", path, strerror(errno));
		free(text);
		text = NULL;
	} else {
		text[used] = 0;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

uint32_t random_below(uint32_t *state, uint32_t limit)
{
	/* Numerical Recipes' generator; its low bits are poor. */
	*state = *state * 1664525 + 1013904223;
	return (uint64_t)*state * limit >> 32;
}
