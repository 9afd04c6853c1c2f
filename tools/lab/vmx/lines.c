// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bochs has its standard output without a buffer, and flushes it behind each byte that L1 says by port 0xe9: a call of
 * write() a byte, and one of read() for whoever takes them. L1's kernel's symbols, which L1 tells for a trace, are 5.6
 * million of each, or 107,000 by lines, and whoever reads lines sees no difference. The debugger prints an instruction in
 * eight pieces.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>

#define LINE_ROOM 4096

__attribute__((visibility("default"))) void setbuf(FILE *stream, char *buffer)
{
	if (stream == stdout && !buffer)
		setvbuf(stream, NULL, _IOLBF, LINE_ROOM);
	else
		setvbuf(stream, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

/* What ends with a line's end is out already. */
__attribute__((visibility("default"))) int fflush(FILE *stream)
{
	static int (*flush)(FILE * stream);
	void *address;

	if (stream == stdout && __flbf(stream))
		return 0;
	if (!flush) {
		address = dlsym(RTLD_NEXT, "fflush");
		memcpy(&flush, &address, sizeof(flush));
	}
	return flush(stream);
}
