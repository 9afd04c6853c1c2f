// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bochs has its standard output without a buffer, and its debugger prints an instruction in eight pieces: 7.5 calls
 * of write() for each, most of what a trace costs. By lines they are 1.6, and whoever reads lines sees no
 * difference. What the guest says by port 0xe9 is flushed byte by byte, as ever.
 */
#include <stdio.h>

#define LINE_ROOM 4096

__attribute__((visibility("default"))) void setbuf(FILE *stream, char *buffer)
{
	if (stream == stdout && !buffer)
		setvbuf(stream, NULL, _IOLBF, LINE_ROOM);
	else
		setvbuf(stream, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}
