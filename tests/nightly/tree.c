// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/message.h"
#include "tree.h"

static char *line_of(FILE *from)
{
	char *line = NULL;
	size_t room = 0;

	if (getline(&line, &room, from) > 1) {
		line[strcspn(line, "\n")] = 0;
		return line;
	}
	free(line);
	return NULL;
}

bool tree_read(const char *command, char **id, char **called)
{
	FILE *from = popen(command, "re");
	int status;

	*id = *called = NULL;
	if (from) {
		*id = line_of(from);
		*called = line_of(from);
		status = pclose(from);
		if (*id && *called && !status)
			return true;
	}
	error("%s: does not say what is checked out", command);
	free(*id);
	free(*called);
	return false;
}
