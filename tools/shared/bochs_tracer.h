/* SPDX-License-Identifier: GPL-2.0-only */
/* What exitscope and the tracer that it preloads into Bochs (tools/lab/vmx/trace.c) say to each other. */
#ifndef BOCHS_TRACER_H
#define BOCHS_TRACER_H

/* A variable: the number of the file that the trace goes to. */
#define BOCHS_TRACER_FILE "EXITSCOPE_TRACE_FILE"

/* The first line on standard output of a Bochs that writes the trace by itself; any other leaves it to its debugger. */
#define BOCHS_TRACER_LINE "exitscope: Bochs writes the trace"

#endif
