// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lab/base/port.h"
#include "say.h"

static const char *current = "price";
static bool failed;

void say_of(const char *variant)
{
	current = variant;
}

void say(const char *format, ...)
{
	va_list arguments;

	printf("%s: ", current);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

/* In place of the agent's port. */
void frame_text(const char *channel, const char *text, size_t length)
{
	if (!strcmp(channel, "error"))
		failed = true;
	say("%s%s%.*s", strcmp(channel, "guest") ? channel : "",
	    strcmp(channel, "guest") ? " " : "", (int)length, text);
}

bool say_failed(void)
{
	return failed;
}
