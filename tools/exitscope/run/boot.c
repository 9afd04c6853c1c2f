// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_path.h"
#include "boot.h"
#include "plan/labs.h"
#include "shared/memory.h"
#include "shared/message.h"

/* What the kernel says where it is at fault itself; hardware that it does not like comes before. */
static const char *const faults[] = {
	"Kernel panic",	      "BUG: ",	      "kernel BUG at ", "Oops: ", "PANIC: ",
	"general protection", "divide error", "invalid opcode",
};

void boot_line(struct boot *boot, const char *line, size_t length)
{
	boot->said = grow(boot->said, boot->length + length + 2);
	memcpy(boot->said + boot->length, line, length);
	memcpy(boot->said + boot->length + length, "\n", 2);
	boot->length += length + 1;
}

/* The line that at lies in, without the kernel's time, to be freed. */
static char *line_of(const struct boot *boot, const char *at)
{
	while (at > boot->said && at[-1] != '\n')
		at--;
	if (*at == '[' && strspn(at + 1, " .0123456789") == strcspn(at + 1, "]"))
		at += strcspn(at, "]") + 1;
	at += strspn(at, " ");
	return print("%.*s", (int)strcspn(at, "\n"), at);
}

/* The first of the kernel's errors, else the first line at all; NULL if there is none. */
static char *first_error(const struct boot *boot)
{
	const char *first = NULL;

	for (size_t i = 0; boot->said && i < sizeof(faults) / sizeof(faults[0]); i++) {
		const char *at = strstr(boot->said, faults[i]);

		if (at && (!first || at < first))
			first = at;
	}
	if (!first)
		first = boot->said;
	return first ? line_of(boot, first) : NULL;
}

static char *write_log(const struct boot *boot, const struct options *options)
{
	char *directory = options->log_dir ? print("%s", options->log_dir) : logs_path();
	char *path = print("%s/%s-boot.log", directory, lab_names[options->lab]);
	FILE *file;
	bool good;

	make_folders(directory);
	free(directory);
	file = fopen(path, "we");
	good = file && fwrite(boot->said, 1, boot->length, file) == boot->length;
	if (file && fclose(file))
		good = false;
	if (good)
		return path;
	error("writing the log %s: %s", path, strerror(errno));
	free(path);
	return NULL;
}

void boot_failed(const struct boot *boot, const struct options *options, const char *why)
{
	char *first = first_error(boot), *path = first ? write_log(boot, options) : NULL;

	if (first)
		error("L1's kernel does not boot: %s%s%s%s", first, path ? " (log: " : "",
		      path ? path : "", path ? ")" : "");
	else
		error("L1's kernel does not boot: %s, and its console is empty", why);
	free(first);
	free(path);
}

void boot_free(struct boot *boot)
{
	free(boot->said);
}
