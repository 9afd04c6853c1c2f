// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables. Where the CPU has no UMIP, KVM's VMX emulates it: with
 * CR4.UMIP set it intercepts what reads and writes the table registers.
 */
#include "measure/workload.h"

#define CPUID7_ECX_UMIP BIT(2)
#define CR4_UMIP	BIT(11)

static const char *setup_umip(void)
{
	if (!(cpuid(7, 0).ecx & CPUID7_ECX_UMIP))
		return "the CPU has no UMIP";
	write_cr4(read_cr4() | CR4_UMIP);
	return NULL;
}

static void teardown_umip(void)
{
	write_cr4(read_cr4() & ~CR4_UMIP);
}

static u8 table[16];

static void op_sgdt(u64 i)
{
	(void)i;
	asm volatile("sgdt %0" : "=m"(table) : : "memory");
}

WORKLOAD(descriptor_sgdt) = {
	.name = "descriptor.sgdt",
	.summary = "SGDT with CR4.UMIP set",
	.setup = setup_umip,
	.per_cpu = true,
	.teardown = teardown_umip,
	.op = op_sgdt,
	.expect = EXITS(ON_VMX(GDTR_IDTR, 1, .with = UMIP_EMULATED)),
};

static void op_sldt(u64 i)
{
	(void)i;
	asm volatile("sldt %0" : "=m"(table) : : "memory");
}

WORKLOAD(descriptor_sldt) = {
	.name = "descriptor.sldt",
	.summary = "SLDT with CR4.UMIP set",
	.setup = setup_umip,
	.per_cpu = true,
	.teardown = teardown_umip,
	.op = op_sldt,
	.expect = EXITS(ON_VMX(LDTR_TR, 1, .with = UMIP_EMULATED)),
};
