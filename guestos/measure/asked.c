// SPDX-License-Identifier: GPL-2.0-only
#include "asked.h"
#include "machine/cpu.h"

static void op_cpuid(u64 i)
{
	cpuid(0, i);
}

/* The least of several: the host's interrupts can only make one of them dearer. */
static u64 cheapest(void (*op)(u64 i))
{
	u64 least = ~0ULL;

	for (u64 i = 0; i < ASKED_TIMES; i++) {
		u64 begin = rdtsc_ordered();

		op(i);
		least = min_u64(least, rdtsc_ordered() - begin);
	}
	return least;
}

bool asked_exits(void (*op)(u64 i))
{
	return cheapest(op) >= cheapest(op_cpuid) / 2;
}
