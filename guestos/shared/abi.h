/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The numbers of the exit counters' CPUID interface, ABI 2, as host-patch/README.md defines them: for
 * the guest kernel, for exitstat, and for tests that ask by themselves.
 */
#ifndef EXITSCOPE_ABI_H
#define EXITSCOPE_ABI_H

#define LEAF_SIGNATURE 0x4fffff00
#define LEAF_VERSION   0x4fffff01
#define LEAF_VIEW      0x4ffffffc
#define LEAF_METRIC    0x4ffffffd
#define LEAF_COUNT     0x4ffffffe
#define LEAF_TOTAL     0x4fffffff

#define COUNTERS_ABI 2

/* What a view selects, in ECX of LEAF_VIEW; LEAF_METRIC alone reads by it. */
#define VIEW_LIVE      0 /* and VM-wide */
#define VIEW_LATCH     1
#define VIEW_THIS_VCPU 2

/*
 * EDX of LEAF_METRIC: what was read. COPY_NUMBER is 0 live; else no other copy of this VM has had it
 * for 2^31 - 2 copies. The number is never COPY_NUMBER itself, so EDX is never UNDEFINED.
 */
#define COPY_NUMBER    0x7fffffff
#define COPY_THIS_VCPU 0x80000000

/* ECX[31:16] of LEAF_METRIC: TSC cycles of the host, or exits (METRIC_NESTED, METRIC_COUNT). */
enum metric {
	METRIC_HANDLED = 0, /* from the exit until KVM's handler returns */
	METRIC_AWAY = 1,    /* from the exit until the next entry */
	METRIC_NESTED = 2,  /* exits taken while a nested guest ran */
	METRIC_COUNT = 3,   /* the count itself, all 64 bits of it */
	METRICS,
};

/* EDX of a reason, metric or view that is not defined. */
#define UNDEFINED 0xffffffff

#endif
