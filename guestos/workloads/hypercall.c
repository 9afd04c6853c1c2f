// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hypercall that does nothing. Intel and AMD have an instruction each; KVM
 * rewrites the wrong one in place, so the right one is called from the start.
 */
#include "machine/trap.h"
#include "measure/workload.h"

#define KVM_HC_VAPIC_POLL_IRQ 1 /* the kernel's Documentation/virt/kvm/x86/hypercalls.rst */
#define AUTH_EBX	      0x68747541 /* "Auth" of AuthenticAMD */
#define HYGO_EBX	      0x6f677948 /* "Hygo" of HygonGenuine */

static bool is_amd;

/* The vector if the instruction faults, as it does where there is nobody to call. */
static u64 hypercall(void)
{
	u64 rax = KVM_HC_VAPIC_POLL_IRQ;

	if (is_amd)
		asm volatile("1: vmmcall\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
	else
		asm volatile("1: vmcall\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
	return rax;
}

static const char *setup_hypercall(void)
{
	u32 vendor = cpuid(0, 0).ebx;

	is_amd = vendor == AUTH_EBX || vendor == HYGO_EBX;
	return hypercall() == VECTOR_UD ? "no hypervisor to call" : NULL;
}

static void op_hypercall(u64 i)
{
	(void)i;
	hypercall();
}

WORKLOAD(hypercall_nop) = {
	.name = "hypercall",
	.summary = "VMCALL or VMMCALL: KVM_HC_VAPIC_POLL_IRQ, which does nothing",
	.setup = setup_hypercall,
	.op = op_hypercall,
	.expect = EXITS(ON_VMX(VMCALL, 1), ON_SVM(VMMCALL, 1)),
};
