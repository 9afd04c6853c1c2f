/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Bochs's debugger prints of a guest between its marks, made a trace (tools/shared/trace_format.h) as it comes. The
 * emulator stops at a mark (magic_break) and reads commands from its standard input: to trace instructions
 * and their accesses to memory, to go on, and at the next mark to stop that.
 */
#ifndef BOCHS_TRACE_H
#define BOCHS_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/blob.h"

struct bochs_trace {
	struct trace_writer *writer;
	bool recording; /* between two marks */
	char *rest;	/* what L1 has said of a line, between the debugger's */
	size_t length, room;
};

/* The trace goes to @fd. The debugger's commands for all windows go to @commands. False: said why. */
bool bochs_trace_open(struct bochs_trace *trace, int fd, struct blob *commands);

/*
 * Takes a line of the emulator's. True if that ends a line that L1 has said by the frames' port: then @line and @length
 * are that line. *@why, if it is not NULL then, says why the trace cannot be written.
 */
bool bochs_trace_line(struct bochs_trace *trace, const char **line, size_t *length,
		      const char **why);
void bochs_trace_close(struct bochs_trace *trace);

#endif
