// SPDX-License-Identifier: GPL-2.0-only
/* Framed lines to the host tool, `@<channel> <text>`, made as by printf(). */
#include <stdarg.h>
#include <stdio.h>

#include "frame.h"
#include "port.h"

void frame(const char *channel, const char *format, ...)
{
	char text[4096];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length >= sizeof(text))
		length = sizeof(text) - 1;
	frame_text(channel, text, length);
}
