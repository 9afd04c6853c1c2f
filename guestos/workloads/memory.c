// SPDX-License-Identifier: GPL-2.0-only
/* Memory accesses: faults of the guest's own, violations of the host's tables, MMIO. */
#include "machine/memory.h"
#include "machine/apic.h"
#include "machine/console.h"
#include "machine/trap.h"
#include "measure/asked.h"
#include "measure/workload.h"

static void *window;

/* Reads a byte; the vector if that faults, else 0. */
static u64 probe_read(const void *address)
{
	u64 fault = 0;
	u8 byte;

	asm volatile("1: movb (%2), %1\n" FAULT_TO_EAX
		     : "+a"(fault), "=&c"(byte)
		     : "d"(address)
		     : "memory");
	return fault;
}

static const char *setup_pagefault(void)
{
	*memory_window(&window) = 0;
	return probe_read(window) == VECTOR_PF ? NULL : "an unmapped page does not fault";
}

static void op_pagefault(u64 i)
{
	(void)i;
	probe_read(window);
}

WORKLOAD(pagefault) = {
	.name = "pagefault",
	.summary = "a read of an unmapped page, #PF handled in the guest",
	.setup = setup_pagefault,
	.op = op_pagefault,
	.expect = EXITS(ON_VMX(EXCEPTION_NMI, 1, .without = TDP),
			ON_SVM(EXCP_PF, 1, .without = TDP)),
};

static u32 faults_so_far(void)
{
	u32 reason = reason_of_missing_page(counters.numbering, counters.flags & TDP);

	return counter_metric(reason, METRIC_HANDLED).count;
}

static void touch(void *page)
{
	*(volatile u8 *)page = 1;
}

/* Whether the host backs memory with large pages: then one touch pays for 512. */
static bool large_backing(u8 *two_pages)
{
	u32 before;

	counter_view(0);
	touch(two_pages);
	before = faults_so_far();
	touch(two_pages + PAGE_SIZE);
	return faults_so_far() == before;
}

static u8 *next_page;

static void op_next_page(u64 i)
{
	touch(next_page + i * PAGE_SIZE);
}

/* The same by the clock, where the host counts. */
static bool large_backing_by_clock(u8 *two_pages)
{
	touch(two_pages);
	next_page = two_pages + PAGE_SIZE;
	return !asked_exits(op_next_page);
}

/* NULL if the host backs memory with pages so @large, or tells nothing; else why a row cannot run. */
static const char *needs_backing(bool large)
{
	u8 *two_pages = memory_take(LARGE_PAGE_SIZE, LARGE_PAGE_SIZE);

	if (!two_pages)
		return "too little memory";
	if (counters.by_host ? large_backing_by_clock(two_pages) == large
			     : !counters.present || large_backing(two_pages) == large)
		return NULL;
	return large ? "the host backs memory with small pages"
		     : "the host backs memory with large pages";
}

static const char *setup_first_touch(void)
{
	return needs_backing(false);
}

static const char *setup_first_touch_large(void)
{
	return needs_backing(true);
}

/* The first access to pages that the host has not put anything behind. */
#define ON_TOUCH(n)                                                                                \
	ON_VMX(EPT_VIOLATION, n, .with = TDP), ON_VMX(EXCEPTION_NMI, n, .without = TDP),           \
		ON_SVM(NPF, n, .with = TDP), ON_SVM(EXCP_PF, n, .without = TDP)

static u64 max_first_touch(void)
{
	return memory_untouched() / PAGE_SIZE;
}

static void op_first_touch(u64 i)
{
	(void)i;
	touch(memory_take(PAGE_SIZE, PAGE_SIZE));
}

WORKLOAD(memory_first_touch) = {
	.name = "memory.first_touch",
	.summary = "the first write to a page of 4 KiB",
	.setup = setup_first_touch,
	.op = op_first_touch,
	.max_ops = max_first_touch,
	.expect = EXITS(ON_TOUCH(1)),
};

static u64 max_first_touch_large(void)
{
	return memory_untouched() / LARGE_PAGE_SIZE;
}

static void op_first_touch_large(u64 i)
{
	(void)i;
	touch(memory_take(LARGE_PAGE_SIZE, LARGE_PAGE_SIZE));
}

WORKLOAD(memory_first_touch_large) = {
	.name = "memory.first_touch.2m",
	.summary = "the first write to a page of 2 MiB",
	.setup = setup_first_touch_large,
	.op = op_first_touch_large,
	.max_ops = max_first_touch_large,
	.expect = EXITS(ON_TOUCH(1)),
};

/*
 * Page-modification logging: while the VMM logs dirty pages, the processor writes
 * each page that becomes dirty into a buffer of 512, and the 513th exits. Any exit
 * empties the buffer; the CPUID is there for that.
 */
#define PML_ENTRIES 512
#define PML_REGION  ((PML_ENTRIES + 1) * PAGE_SIZE)
#define PML_REGIONS 18
#define PML_PROBE   3 /* the log may begin in the midst of a region, and pages log once */

static u8 *pml_pages;

static void touch_region(u64 n)
{
	for (u64 i = 0; i <= PML_ENTRIES; i++)
		touch(pml_pages + n * PML_REGION + i * PAGE_SIZE);
}

static bool pml_logs(void)
{
	u32 before = counter_metric(VMX_PML_FULL, METRIC_HANDLED).count;

	for (u64 i = 1; i <= PML_PROBE; i++)
		touch_region(PML_REGIONS - i);
	return counter_metric(VMX_PML_FULL, METRIC_HANDLED).count != before;
}

/*
 * All pages are there before logging begins; whoever runs the VM sees the line
 * and starts it. The region left over shows when it has begun.
 */
static const char *setup_pml(void)
{
	u64 give_up;

	if (!counters.present || counters.numbering != ISA_VMX)
		return "PML is VMX's";
	pml_pages = memory_take(PML_REGIONS * PML_REGION, PAGE_SIZE);
	if (!pml_pages)
		return "too little memory";
	counter_view(0);
	for (u64 i = 0; i < PML_REGIONS; i++)
		touch_region(i);
	print("# dirty-log wanted\n");
	give_up = rdtsc_ordered() + BIT(28);
	while (!pml_logs())
		if (rdtsc_ordered() > give_up)
			return counters_flags() & PML ? "the VMM logs no page of these"
						      : "no dirty pages are logged by PML";
	return NULL;
}

static u64 max_pml(void)
{
	return PML_REGIONS - PML_PROBE;
}

static void op_pml(u64 i)
{
	static u64 region;

	(void)i;
	cpuid(0, 0);
	touch_region(region++);
}

WORKLOAD(memory_pml) = {
	.name = "memory.pml",
	.summary = "CPUID, and the first write to each of 513 pages (needs a VMM that logs)",
	.setup = setup_pml,
	.manual = true,
	.op = op_pml,
	.max_ops = max_pml,
	.expect = EXITS(ON_VMX(CPUID, 1), ON_VMX(PML_FULL, 1, .disturbed = FEWER)),
};

static void op_mmio_read(u64 i)
{
	(void)i;
	(void)*(volatile u32 *)IOAPIC_BASE;
}

static const char *setup_mmio_read(void)
{
	if (counters.by_host && counters.numbering == ISA_VMX &&
	    (conditions() & (TDP | MMIO_CACHING)) == TDP)
		return "whether KVM has a read tried again is what the counters are asked for";
	if (counters.numbering == ISA_VMX && exits_of(VMX_EPT_VIOLATION, op_mmio_read) > 1)
		conditions_add(READ_RETRIED);
	return NULL;
}

WORKLOAD(mmio_read) = {
	.name = "mmio.read",
	.summary = "a read of the I/O APIC's index register",
	.setup = setup_mmio_read,
	.op = op_mmio_read,
	.expect = EXITS(ON_VMX(EPT_MISCONFIG, 1, .with = TDP | MMIO_CACHING),
			ON_VMX(EPT_VIOLATION, 1, .with = TDP, .without = MMIO_CACHING),
			ON_VMX(EPT_VIOLATION, 1, .with = TDP | READ_RETRIED,
			       .without = MMIO_CACHING),
			ON_VMX(EXCEPTION_NMI, 1, .without = TDP), ON_SVM(NPF, 1, .with = TDP),
			ON_SVM(EXCP_PF, 1, .without = TDP)),
};
