// SPDX-License-Identifier: GPL-2.0-only
/* The source that a guest has: its own VM's counters by CPUID. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "guest.h"
#include "reading.h"
#include "shared/memory.h"
#include "source.h"

static const char *take(struct source *source, struct reading *reading)
{
	for (size_t i = 0; i < source->parts; i++) {
		const char *why = counters_read(&source->reader[i], &reading[i]);

		if (why)
			return why;
	}
	return NULL;
}

const char *source_guest(struct source *source, const struct reader *model, bool vcpus, bool steady)
{
	struct reader reader = *model;
	const char *why = counters_detect(&reader);
	cpu_set_t set;

	if (why)
		return why;
	if (steady)
		counters_discover(&reader);
	*source = (struct source){ .take = take, .own = true, .parts = 1 };
	CPU_ZERO(&set);
	if (vcpus) {
		if (sched_getaffinity(0, sizeof(set), &set))
			return strerror(errno);
		source->parts = CPU_COUNT(&set);
	}
	source->reader = allocate(source->parts * sizeof(*source->reader));
	source->cpu = allocate(source->parts * sizeof(*source->cpu));
	for (size_t i = 0, cpu = 0; i < source->parts; i++, cpu++) {
		while (vcpus && !CPU_ISSET(cpu, &set))
			cpu++;
		source->cpu[i] = vcpus ? (int)cpu : -1;
		source->reader[i] = reader;
		source->reader[i].cpu = source->cpu[i];
		/* The detection's exits were of one vCPU, but of which is not known. */
		if (vcpus)
			source->reader[i].executed = 0;
	}
	return NULL;
}
