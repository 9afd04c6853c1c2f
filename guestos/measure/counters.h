/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exit counters' CPUID interface, ABI 2, as host-patch/README.md defines
 * it. Everything here costs one CPUID exit a call unless said otherwise.
 */
#ifndef EXITSCOPE_COUNTERS_H
#define EXITSCOPE_COUNTERS_H

#include "machine/cpu.h"
#include "shared/abi.h"

struct metric_value {
	u32 count; /* low half of the reason's count */
	u64 value; /* of the metric */
	u32 copy;  /* what was read: COPY_NUMBER, COPY_THIS_VCPU */
};

/* What detection found. */
struct counters {
	bool present;
	bool by_host; /* the host counts in their place: present is false, numbering and flags hold */
	const char *why_not; /* why they are absent; NULL if present */
	u32 abi, numbering;  /* LEAF_VERSION's EAX and EBX: numbering is an enum isa */
	u32 metrics, flags;  /* its ECX and EDX; the flags as they were then */
	u32 untold;	     /* where the host counts: flags that it does not know */
};

extern struct counters counters;

/*
 * For the option counted=, before counters_detect(): the host counts this guest's exits, between the same
 * CPUIDs that read the counters elsewhere. @value is `vmx,FLAGS,UNTOLD`, or `svm,`...: how reasons are
 * numbered, LEAF_VERSION's configuration flags as far as the host knows them without having
 * looked at this vCPU, and which of them it does not know. False: it is not of that form.
 */
bool counters_by_host(const char *value);

/* Looks for the counters, unless the host counts, and fills `counters`. Any number of exits. */
void counters_detect(void);

/* The flags as they are now: this vCPU's. 0 without the counters. */
u32 counters_flags(void);

/* Whether the interface defines @reason, under this host's numbering. */
bool counter_defined(u32 reason);

/* One reason's count and metric, by the view in force. */
struct metric_value counter_metric(u32 reason, enum metric metric);

/* One reason's count, all 64 bits of it, by LEAF_COUNT: live and VM-wide, whatever view is set. */
u64 counter_count(u32 reason);

/* Sum of all counts, by LEAF_TOTAL: live and VM-wide, whatever view is set. */
u64 counter_total(void);

/* Sets this vCPU's view. The sum of all counts in it: of a latch, of the copy just made. */
u64 counter_view(u32 view);

#endif
