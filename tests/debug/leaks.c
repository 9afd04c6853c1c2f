// SPDX-License-Identifier: GPL-2.0-only
/* kmemleak, and whether the detectors are still on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "leaks.h"
#include "say.h"

#define KMEMLEAK "/sys/kernel/debug/kmemleak"

/* kmemleak does not report what is younger than 5 s. An idle second of the lab's costs nothing. */
#define MINIMAL_AGE 6

int leaks_scan(void)
{
	char *text, *line, *rest;
	int objects = 0;

	sleep(MINIMAL_AGE);
	for (int i = 0; i < 2; i++)
		if (!file_put(KMEMLEAK, "scan"))
			return -1;
	text = file_get(KMEMLEAK);
	if (!text)
		return -1;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		if (*line)
			note("kmemleak: %s", line);
		objects += !strncmp(line, "unreferenced object", 19);
	}
	free(text);
	file_put(KMEMLEAK, "clear");
	return objects;
}

bool detectors_are_on(void)
{
	char *text = file_get("/proc/lockdep_stats");
	char *at = text ? strstr(text, "debug_locks:") : NULL;
	bool on = at && strtol(at + strlen("debug_locks:"), NULL, 10) == 1;

	if (!on)
		wrong("lockdep has turned itself off, or is not there");
	free(text);
	return on;
}
