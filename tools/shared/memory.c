// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory.h"
#include "message.h"

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

char *print(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	return checked(text);
}
