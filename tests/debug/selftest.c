// SPDX-License-Identifier: GPL-2.0-only
/* The series' own selftest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "file.h"
#include "modules.h"
#include "phases.h"
#include "programs.h"
#include "say.h"

#define OUTPUT "/tmp/output"

void phase_selftest(const char *program)
{
	char path[128], *words[] = { path, NULL }, *text, *line, *rest;
	int status;

	snprintf(path, sizeof(path), "/debug/%s", program);
	if (!modules_load("exit_counters=1"))
		return;
	status = program_run(words, OUTPUT, 600);
	modules_unload();
	text = rest = file_get(OUTPUT);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			note("selftest: %s", line);
	free(text);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		wrong("%s: wait status %#x", path, status);
}
