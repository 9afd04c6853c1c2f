// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory.h"

#define STATUS_CANNOT_RUN 3

static void *checked(void *memory)
{
	if (memory)
		return memory;
	error("out of memory");
	exit(STATUS_CANNOT_RUN);
}

void *allocate(size_t size)
{
	return checked(calloc(1, size));
}

void *grow(void *old, size_t size)
{
	return checked(realloc(old, size));
}

char *format(const char *text, ...)
{
	va_list arguments;
	char *made;

	va_start(arguments, text);
	if (vasprintf(&made, text, arguments) < 0)
		made = NULL;
	va_end(arguments);
	return checked(made);
}

void error(const char *text, ...)
{
	va_list arguments;

	fputs("exitstat: ", stderr);
	va_start(arguments, text);
	vfprintf(stderr, text, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}
