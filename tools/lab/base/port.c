// SPDX-License-Identifier: GPL-2.0-only
/*
 * Framed lines to the host tool: `@<channel> <text>`, by port 0xe9. QEMU's isa-debugcon and Bochs's
 * port e9 hack both take it, and unlike Bochs's serial port it costs no emulated time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>

#include "port.h"

#define FRAME_PORT 0xe9

static void put(const char *text, size_t length)
{
	outsb(FRAME_PORT, text, length);
}

void frame_open(void)
{
	if (ioperm(FRAME_PORT, 1, 1)) {
		perror("exitscope agent: ioperm");
		exit(1);
	}
	/* Whatever the emulator itself has printed ends here. */
	put("\n", 1);
}

void frame_text(const char *channel, const char *text, size_t length)
{
	put("@", 1);
	put(channel, strlen(channel));
	put(" ", 1);
	put(text, length);
	put("\n", 1);
}
