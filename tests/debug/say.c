// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "say.h"

static bool good;

void phase_begin(void)
{
	__atomic_store_n(&good, true, __ATOMIC_RELAXED);
}

bool phase_is_good(void)
{
	return __atomic_load_n(&good, __ATOMIC_RELAXED);
}

static void line(const char *prefix, const char *format, va_list arguments)
{
	char text[4096];

	vsnprintf(text, sizeof(text), format, arguments);
	printf("# %s%s\n", prefix, text);
}

void note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line("", format, arguments);
	va_end(arguments);
}

void wrong(const char *format, ...)
{
	va_list arguments;

	__atomic_store_n(&good, false, __ATOMIC_RELAXED);
	va_start(arguments, format);
	line("wrong: ", format, arguments);
	va_end(arguments);
}
