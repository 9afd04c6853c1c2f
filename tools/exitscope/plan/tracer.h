/* SPDX-License-Identifier: GPL-2.0-only */
/* A run whose guest has each workload traced, behind its measurement. */
#ifndef TRACER_H
#define TRACER_H

struct log;
struct layout;

struct tracer {
	unsigned int ops; /* of each workload, that are traced */
	int fd; /* where the trace goes (tools/shared/trace_format.h); the emulator inherits it */
	/*
	 * A configuration is over. @why: what keeps the trace from being whole, as far as the tracer or the
	 * guest has told, or NULL. @path: the log's file.
	 */
	void (*finished)(struct tracer *tracer, const struct log *log, const char *path,
			 const struct layout *layout, const char *why);
	void *data;
};

#endif
