/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bochs stops at a guest's mark (magic_break) and reads commands from its standard input: to trace instructions and
 * their accesses to memory, to go on, and at the next mark to stop that. A Bochs whose code is known then writes the
 * trace (tools/shared/trace_format.h) by itself (tools/lab/vmx/trace.c). The debugger of any other prints what is executed, of
 * which the trace is made here, as it comes.
 */
#ifndef BOCHS_TRACE_H
#define BOCHS_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/blob.h"

struct bochs_trace {
	bool on;
	bool within; /* Bochs writes it by itself */
	int fd;
	struct trace_writer *writer; /* from the first mark on */
	bool recording;		     /* between two marks */
	char *rest;		     /* what L1 has said of a line, between the debugger's */
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
