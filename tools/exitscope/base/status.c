// SPDX-License-Identifier: GPL-2.0-only
/* Messages, memory, places. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "status.h"

double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

void progress(const char *format, ...)
{
	static double start;
	va_list arguments;

	if (!start)
		start = now();
	fprintf(stderr, "[%6.1f s] ", now() - start);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

bool glob_match(const char *glob, const char *name)
{
	const char *star = NULL, *retry = NULL;

	/* Only the last `*` can need another try, so this is never worse than quadratic. */
	while (*name) {
		if (*glob == '*') {
			star = glob++;
			retry = name;
		} else if (*glob == '?' || *glob == *name) {
			glob++;
			name++;
		} else if (star) {
			glob = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return !*glob;
}

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

enum status status_worse(enum status a, enum status b)
{
	static const enum status order[] = {
		STATUS_PASS,	   STATUS_SKIP,	      STATUS_FAIL,
		STATUS_INCOMPLETE, STATUS_CANNOT_RUN, STATUS_USAGE,
	};
	size_t i, rank_a = 0, rank_b = 0;

	if (a > STATUS_SIGNAL || b > STATUS_SIGNAL)
		return a > b ? a : b;
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (order[i] == a)
			rank_a = i;
		if (order[i] == b)
			rank_b = i;
	}
	return rank_a > rank_b ? a : b;
}

const char *status_name(enum status status)
{
	switch (status) {
	case STATUS_PASS:
		return "pass";
	case STATUS_FAIL:
		return "FAIL";
	case STATUS_SKIP:
		return "skipped";
	case STATUS_INCOMPLETE:
		return "INCOMPLETE";
	case STATUS_CANNOT_RUN:
		return "could not run";
	case STATUS_USAGE:
		return "wrong usage";
	default:
		return "ended";
	}
}
