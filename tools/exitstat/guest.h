/* SPDX-License-Identifier: GPL-2.0-only */
/* Readings of the guest's own counters, by CPUID. */
#ifndef EXITSTAT_GUEST_H
#define EXITSTAT_GUEST_H

#include <stdbool.h>

#include "counters.h"
#include "reading.h"
#include "source.h"

/*
 * This guest's counters; with @vcpus, each vCPU's that this thread may run on. NULL, or why there
 * are none (status 4). @model has the CPUID to use and whether to look for handlers. With @steady
 * all readings cost the same, which those that are subtracted should.
 */
const char *source_guest(struct source *source, const struct reader *model, bool vcpus,
			 bool steady);

#endif
