// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "progress.h"
#include "shared/clock.h"

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
