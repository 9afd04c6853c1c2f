// SPDX-License-Identifier: GPL-2.0-only
/*
 * Controls: what must cost no exit. If one of these shows an exit, the
 * measurement is wrong, not the host.
 */
#include "machine/trap.h"
#include "measure/workload.h"

static void op_nop(u64 i)
{
	(void)i;
}

WORKLOAD(control_nop) = {
	.name = "nop",
	.summary = "nothing: an empty function",
	.op = op_nop,
};

static void op_rdtsc(u64 i)
{
	(void)i;
	asm volatile("rdtsc" : : : "rax", "rdx");
}

/* KVM offsets the TSC, and scales it where the CPU can; it does not intercept it. */
WORKLOAD(control_rdtsc) = {
	.name = "rdtsc",
	.summary = "RDTSC, offset by hardware: no exit",
	.op = op_rdtsc,
};

static void op_rdtscp(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: rdtscp\n" FAULT_TO_EAX : "+a"(rax) : : "rcx", "rdx", "memory");
}

WORKLOAD(control_rdtscp) = {
	.name = "rdtscp",
	.summary = "RDTSCP: no exit, unless it is hidden, and on VMX RDPID with it; then #UD",
	.setup = needs_rdtscp,
	.op = op_rdtscp,
	.expect = EXITS(ON_VMX(EXCEPTION_NMI, 1, .with = HIDDEN_RDTSCP, .without = RDPID_SHOWN),
			ON_SVM(RDTSCP, 1, .with = HIDDEN_RDTSCP, .without = QUIRK_NO_RDTSCP)),
};

static void op_int3(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("int3\n1:\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
}

/* #BP is a trap: what it saves is the address behind INT3. */
WORKLOAD(control_bp) = {
	.name = "exception.bp",
	.summary = "INT3, #BP handled in the guest: no exit",
	.setup = setup_not_debugged,
	.op = op_int3,
};

#define NO_SELECTOR 0xfff8 /* beyond the GDT */

static void op_gp(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: movl %1, %%es\n" FAULT_TO_EAX : "+a"(rax) : "d"(NO_SELECTOR) : "memory");
}

WORKLOAD(control_gp) = {
	.name = "exception.gp",
	.summary = "a selector beyond the GDT, #GP handled in the guest: no exit",
	.op = op_gp,
};

/* KVM's VMware backdoor has to see every #GP. */
WORKLOAD(control_gp_backdoor) = {
	.name = "exception.gp.backdoor",
	.summary = "the same where #GP is intercepted (needs kvm.enable_vmware_backdoor=1)",
	.manual = true,
	.op = op_gp,
	.expect = EXITS(ON_VMX(EXCEPTION_NMI, 1), ON_SVM(EXCP_GP, 1)),
};
