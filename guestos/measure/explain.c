// SPDX-License-Identifier: GPL-2.0-only
#include "explain.h"
#include "crew.h"
#include "inject.h"
#include "lib/string.h"
#include "measure.h"

static u64 samples[MAX_EXPLAINED];
static struct explained result = { .round_trips = samples };

static void mark(const struct job *job)
{
	static bool open;

	if (open)
		inject_in_trace(job->w->name);
	open = !open;
	asm volatile("xchg %%bx, %%bx" : : : "memory");
}

const struct explained *explain(const struct workload *w, u64 ops)
{
	u64 most = (w->max_ops ? min_u64(w->max_ops(), MAX_EXPLAINED) : MAX_EXPLAINED);
	struct job job = { .w = w, .samples = samples, .open = mark, .close = mark };

	job.ops = min_u64(ops, most / crew_size(w));
	result.ops = job.ops * (w->partner ? 1 : crew_size(w));
	if (!job.ops)
		return &result;
	/* Not for the first time within the window. */
	memset(samples, 0, sizeof(samples));
	crew_run(&job);
	for (u64 i = 0; i < result.ops; i++)
		samples[i] = samples[i] > measure_overhead() ? samples[i] - measure_overhead() : 0;
	return &result;
}
