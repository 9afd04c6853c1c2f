/* SPDX-License-Identifier: GPL-2.0-only */
/* What a walk makes of a workload's window: its operations. */
#ifndef EXPLAIN_WINDOW_H
#define EXPLAIN_WINDOW_H

#include "readings.h"
#include "row.h"

struct window {
	const struct log_traced *traced;
	struct readings readings;
	uint64_t measuring; /* instructions of an operation that are the measurement's own */
	bool aborted; /* what faults or leaves the guest is in the trace, but took no time (QEMU) */
};

/*
 * Up to the mark that closes it. Operations go to the row; *@ended is how many there were. False: the trace is damaged.
 */
bool window_explain(struct explained_row *row, struct trace *trace, struct symbols *symbols,
		    const struct window *window, unsigned int *ended);

#endif
