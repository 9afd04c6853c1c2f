// SPDX-License-Identifier: GPL-2.0-only
#include "panic.h"
#include "machine.h"

static void (*last)(const char *why);

void panic_calls(void (*end)(const char *why))
{
	last = end;
}

void __noreturn panic(const char *why)
{
	if (last)
		last(why);
	machine_exit(EXIT_FAIL, false);
}
