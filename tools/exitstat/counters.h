/* SPDX-License-Identifier: GPL-2.0-only */
/* The exit counters by CPUID, ABI 2 (host-patch/README.md). CPUID needs no privilege, each is an exit. */
#ifndef EXITSTAT_COUNTERS_H
#define EXITSTAT_COUNTERS_H

#include "../../guestos/shared/abi.h"
#include "reading.h"

struct regs {
	u32 eax, ebx, ecx, edx;
};

/* Executes CPUID; tests have one of their own. */
typedef struct regs (*cpuid_function)(u32 leaf, u32 subleaf);

struct regs cpuid_execute(u32 leaf, u32 subleaf);

/* Who reads: one for the VM, or one for each vCPU. */
struct reader {
	cpuid_function cpuid;
	int cpu;       /* to be read on this CPU alone, its vCPU's own counters; -1: the VM's */
	bool handlers; /* find out which reasons KVM has no handler for */
	u64 executed;  /* CPUIDs so far */
	enum isa isa;
	u32 metrics, flags;
	size_t reasons; /* that are defined; 0 until the first reading has found out */
	u32 reason[MAX_ROWS];
};

/* Looks for the counters. NULL, or why there are none, in a static buffer. At most 4 CPUIDs. */
const char *counters_detect(struct reader *reader);

/*
 * Finds out which reasons are defined, so that all readings from the first on cost the same. Else
 * the first does it. Some 300 CPUIDs, no latch.
 */
void counters_discover(struct reader *reader);

/*
 * Takes a reading by a latch, so that all is of one instant, and leaves the vCPU's view live, for
 * others that read by it. The thread is held on one CPU meanwhile. NULL, or what went wrong.
 */
const char *counters_read(struct reader *reader, struct reading *reading);

#endif
