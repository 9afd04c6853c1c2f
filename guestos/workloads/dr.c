// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers. KVM gives them to the guest with the first access and takes
 * them back at the next exit; the CPUID is that exit, so each operation pays
 * for a first access. An interrupt of the host's that comes between the exit and
 * the access it was for takes them back at once, and the access exits again.
 *
 * With CR4.DE clear DR4 and DR5 are other names for DR6 and DR7. VMX has one
 * reason for all; whether SVM tells by which name one was called is left open by the manual
 * (APM vol. 2, 15.8.1), so the processor is asked, once.
 */
#include "measure/workload.h"

static void op_dr4(u64 i)
{
	u64 value;

	(void)i;
	asm volatile("mov %%dr4, %0" : "=r"(value) : : "memory");
}

/* Reading the counters is an exit, which takes the registers back. */
static const char *setup_dr(void)
{
	/* Both exit, so the clock tells nothing. */
	if (counters.by_host && counters.numbering == ISA_SVM)
		return "whether SVM tells DR4 from DR6 is what the counters are asked for";
	if (counters.numbering == ISA_SVM && !exits_of(SVM_READ_DR4, op_dr4))
		conditions_add(DR4_IS_DR6);
	return setup_not_debugged();
}

#define DR_ROWS(n, other, initial)                                                                 \
	static void op_read_##n(u64 i)                                                             \
	{                                                                                          \
		u64 value;                                                                         \
                                                                                                   \
		(void)i;                                                                           \
		asm volatile("mov %%dr" #n ", %0" : "=r"(value) : : "memory");                     \
		cpuid(0, 0);                                                                       \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(dr_read_##n) = {                                                                  \
		.name = "dr" #n ".read",                                                           \
		.summary = "MOV from DR" #n ", then CPUID",                                        \
		.setup = n == other ? setup_not_debugged : setup_dr,                               \
		.op = op_read_##n,                                                                 \
		.expect = EXITS(ON_VMX(DR_ACCESS, 1, .disturbed = MORE), ON_VMX(CPUID, 1),         \
				ON_SVM(READ_DR##n, 1, .without = DR4_IS_DR6, .disturbed = MORE),   \
				ON_SVM(READ_DR##other, 1, .with = DR4_IS_DR6, .disturbed = MORE),  \
				ON_SVM(CPUID, 1)),                                                 \
	};                                                                                         \
                                                                                                   \
	static void op_write_##n(u64 i)                                                            \
	{                                                                                          \
		(void)i;                                                                           \
		asm volatile("mov %0, %%dr" #n : : "r"(initial) : "memory");                       \
		asm volatile("mov %0, %%dr" #n : : "r"(initial) : "memory");                       \
		cpuid(0, 0);                                                                       \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(dr_write_##n) = {                                                                 \
		.name = "dr" #n ".write",                                                          \
		.summary = "MOV to DR" #n " twice, of which the first exits, then CPUID",          \
		.setup = n == other ? setup_not_debugged : setup_dr,                               \
		.op = op_write_##n,                                                                \
		.expect = EXITS(ON_VMX(DR_ACCESS, 1, .disturbed = MORE), ON_VMX(CPUID, 1),         \
				ON_SVM(WRITE_DR##n, 1, .without = DR4_IS_DR6, .disturbed = MORE),  \
				ON_SVM(WRITE_DR##other, 1, .with = DR4_IS_DR6, .disturbed = MORE), \
				ON_SVM(CPUID, 1)),                                                 \
	}

/* The values after reset: SDM vol. 3, table 10-1. */
#define DR6_INITIAL 0xffff0ff0UL
#define DR7_INITIAL 0x400UL

DR_ROWS(0, 0, 0UL);
DR_ROWS(1, 1, 0UL);
DR_ROWS(2, 2, 0UL);
DR_ROWS(3, 3, 0UL);
DR_ROWS(4, 6, DR6_INITIAL);
DR_ROWS(5, 7, DR7_INITIAL);
DR_ROWS(6, 6, DR6_INITIAL);
DR_ROWS(7, 7, DR7_INITIAL);
