// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "shared/memory.h"
#include "shared/message.h"

/* What is no file, as /dev/full or a pipe, cannot be renamed to. */
static bool special(const char *path)
{
	struct stat status;

	return !stat(path, &status) && !S_ISREG(status.st_mode);
}

bool output_open(struct output *output, const char *path)
{
	memset(output, 0, sizeof(*output));
	if (!path || !strcmp(path, "-")) {
		output->file = stdout;
		return true;
	}
	output->path = print("%s", path);
	output->temporary = special(path) ? print("%s", path) : print("%s.part", path);
	output->file = fopen(output->temporary, "we");
	if (output->file)
		return true;
	error("%s: %s", output->temporary, strerror(errno));
	output_drop(output);
	return false;
}

bool output_close(struct output *output)
{
	bool good = !fflush(output->file) && !ferror(output->file);

	if (output->path) {
		good = !fclose(output->file) && good;
		output->file = NULL;
		good = good && (!strcmp(output->temporary, output->path) ||
				!rename(output->temporary, output->path));
	}
	if (!good)
		error("writing %s: %s", output->path ? output->path : "standard output",
		      strerror(errno));
	if (good) {
		free(output->path);
		free(output->temporary);
	} else {
		output_drop(output);
	}
	return good;
}

void output_drop(struct output *output)
{
	if (output->file && output->file != stdout)
		fclose(output->file);
	if (output->path && strcmp(output->temporary, output->path))
		unlink(output->temporary);
	free(output->path);
	free(output->temporary);
	memset(output, 0, sizeof(*output));
}
