// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "lab/base/port.h"
#include "layout.h"

/* `ffffffff81000000 T name`: whether it is code. */
static int is_function(const char *line)
{
	const char *type = strchr(line, ' ');

	return type && type[1] && strchr("tTwW", type[1]);
}

/* `7f00-7f01 r-xp ...`. */
static int is_code(const char *line)
{
	const char *rights = strchr(line, ' ');

	return rights && strlen(rights) > 4 && rights[3] == 'x';
}

static void tell(const char *path, const char *channel, int (*wanted)(const char *line))
{
	char *text = file_read(path, NULL), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (wanted(line))
			frame_text(channel, line, strlen(line));
	free(text);
}

void layout_kernel(void)
{
	tell("/proc/kallsyms", "symbol", is_function);
}

void layout_process(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	tell(path, "map", is_code);
}
