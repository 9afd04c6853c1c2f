// SPDX-License-Identifier: GPL-2.0-only
#include "crew.h"
#include "machine/smp.h"

static enum mode mode;
static u32 arrived, turn;

void crew_set_mode(enum mode set)
{
	mode = set;
}

enum mode crew_mode(void)
{
	return mode;
}

u32 crew_size(const struct workload *w)
{
	if (w->partner)
		return 2;
	if (mode == MODE_ONE || smp_count() == 1)
		return 1;
	return mode == MODE_ALL ? smp_count() : 2;
}

static void do_op(const struct job *job, u64 *samples, u64 i)
{
	u64 begin = rdtsc_ordered();

	job->w->op(i);
	samples[i] = rdtsc_ordered() - begin;
}

static void do_all(const struct job *job, u64 *samples)
{
	for (u64 i = 0; i < job->ops; i++)
		do_op(job, samples, i);
}

/* Waits without PAUSE, so that waiting costs no exit. */
static void do_by_turns(const struct job *job, u64 *samples, u32 self)
{
	for (u64 i = 0; i < job->ops; i++) {
		while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != self)
			;
		do_op(job, samples, i);
		__atomic_store_n(&turn, !self, __ATOMIC_RELEASE);
	}
}

static void member(void *argument)
{
	const struct job *job = argument;
	u32 self = this_cpu()->index, size = crew_size(job->w);
	u64 *samples = job->samples + self * job->ops;
	bool prepare = self && job->w->per_cpu;

	if (prepare)
		job->w->setup();
	smp_barrier(&arrived, 1, size);
	if (!self)
		job->open(job);
	smp_barrier(&arrived, 2, size);
	if (self && job->w->partner)
		job->w->partner(job->ops);
	else if (mode == MODE_PINGPONG && !job->w->partner)
		do_by_turns(job, samples, self);
	else
		do_all(job, samples);
	smp_barrier(&arrived, 3, size);
	if (!self)
		job->close(job);
	smp_barrier(&arrived, 4, size);
	if (prepare && job->w->teardown)
		job->w->teardown();
}

void crew_run(struct job *job)
{
	arrived = 0;
	turn = 0;
	if (crew_size(job->w) > 1) {
		smp_run(member, job, crew_size(job->w));
		return;
	}
	job->open(job);
	do_all(job, job->samples);
	job->close(job);
}
