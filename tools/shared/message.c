// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "message.h"

const char *program_name;

void error(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", program_name ? program_name : program_invocation_short_name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}
