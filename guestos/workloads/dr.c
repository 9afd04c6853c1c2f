// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers. KVM gives them to the guest with the first access and takes
 * them back at the next exit; the CPUID is that exit, so each operation pays
 * for a first access. An interrupt of the host's that comes between the exit and
 * the access it was for takes them back at once, and the access exits again.
 */
#include "workload.h"

static void op_dr_read(u64 i)
{
	u64 value;

	(void)i;
	asm volatile("mov %%dr0, %0" : "=r"(value) : : "memory");
	cpuid(0, 0);
}

WORKLOAD(dr_read) = {
	.name = "dr.read",
	.summary = "MOV from DR0, then CPUID",
	.op = op_dr_read,
	.expect = EXITS(ON_VMX(DR_ACCESS, 1, .disturbed = true), ON_VMX(CPUID, 1),
			ON_SVM(READ_DR0, 1, .disturbed = true), ON_SVM(CPUID, 1)),
};

static void op_dr_write(u64 i)
{
	(void)i;
	asm volatile("mov %0, %%dr0" : : "r"(0UL) : "memory");
	asm volatile("mov %0, %%dr0" : : "r"(0UL) : "memory");
	cpuid(0, 0);
}

WORKLOAD(dr_write) = {
	.name = "dr.write",
	.summary = "MOV to DR0 twice, of which the first exits, then CPUID",
	.op = op_dr_write,
	.expect = EXITS(ON_VMX(DR_ACCESS, 1, .disturbed = true), ON_VMX(CPUID, 1),
			ON_SVM(WRITE_DR0, 1, .disturbed = true), ON_SVM(CPUID, 1)),
};
