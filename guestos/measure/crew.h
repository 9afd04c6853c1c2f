/* SPDX-License-Identifier: GPL-2.0-only */
/* The crew: the vCPUs that do the operations of a window, one alone, all at once, or two by turns. */
#ifndef EXITSCOPE_CREW_H
#define EXITSCOPE_CREW_H

#include "workload.h"

enum mode {
	MODE_ONE,
	MODE_ALL,
	MODE_PINGPONG,
};

/* The crew's job: a window's operations, and what is done before and after them. */
struct job {
	const struct workload *w;
	u64 ops;      /* for each vCPU */
	u64 *samples; /* ops for each vCPU, one vCPU's after another's */
	/* Called by vCPU 0 when all are ready, and when all are through and still. */
	void (*open)(const struct job *job);
	void (*close)(const struct job *job);
	bool dry;
};

/* Sets and tells who does the operations; MODE_ONE without a call. */
void crew_set_mode(enum mode mode);
enum mode crew_mode(void);

/* How many vCPUs @w takes: two if it has a partner, else what the mode says. */
u32 crew_size(const struct workload *w);

/* Does @job, with so many vCPUs. */
void crew_run(struct job *job);

#endif
