/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Histograms of KVM's tracepoints in a trace instance of exitstat's own, by which the host's kernel counts exits
 * by the guest instruction that made them. What each counts is in sites_trace.c.
 */
#ifndef EXITSTAT_SITES_TRACE_H
#define EXITSTAT_SITES_TRACE_H

#include <stddef.h>
#include <sys/types.h>

/* The kernel's own limits, TRACING_MAP_BITS_MIN and _MAX. */
#define SITES_TRACE_LEAST 128
#define SITES_TRACE_MOST  131072

struct sites_trace {
	pid_t owner;	/* the instance is named by it; 0: not started */
	pid_t guardian; /* takes the instance away when the owner is gone, however it went */
	int alive;	/* the guardian waits for this pipe's end */
	char *threads;	/* `common_pid == 12 || ...`; empty: all count */
	size_t entries; /* room of each histogram */
};

/* The histograms as they are read, each a text of the kernel's, to be freed. */
struct sites_text {
	char *exits;  /* by reason, RIP and info1 or intr_info: two histograms, every exit in one */
	char *handed; /* by RIP, leaf and index of CPUID; by MSR, RIP and whether it is written */
	char *mmio;   /* by reason, RIP and guest-physical address, where the host has no memory */
	char *faults; /* by RIP and address: guest-physical, or of shadow paging the page fault's */
};

/*
 * Counts what the threads of process @pid do, or, if it is 0, all VMs. NULL, or what went wrong in a
 * line to be freed; then nothing is left behind. Takes the right to write to tracefs.
 */
char *sites_trace_start(struct sites_trace *trace, pid_t pid, size_t entries);

/* Ends the count, and reads it. NULL, or what went wrong, to be freed. */
char *sites_trace_read(const struct sites_trace *trace, struct sites_text *text);

void sites_text_free(struct sites_text *text);

/* Leaves nothing behind; may be called twice, and for one that never started. */
void sites_trace_stop(struct sites_trace *trace);

#endif
