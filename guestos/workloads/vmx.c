// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMX's own instructions. In VMX non-root operation each of them exits,
 * whatever the guest's CR4.VMXE says (SDM vol. 3, 26.1.2), and KVM ends it in
 * #UD, since the guest has not entered VMX operation; the row turns that into
 * a value.
 */
#include "machine/memory.h"
#include "machine/trap.h"
#include "measure/workload.h"

static u64 operand[2]; /* a VMCS pointer, or a descriptor of INVEPT and INVVPID */

static const char *setup_vmx(void)
{
	if (!counters.numbering)
		return "which instruction set the CPU has is told by the counters";
	return counters.numbering == ISA_VMX ? NULL : "not on SVM";
}

#define VMX_INSTRUCTION(ident, mnemonic, ...)                                                      \
	static void op_##ident(u64 i)                                                              \
	{                                                                                          \
		u64 rax = 0;                                                                       \
                                                                                                   \
		(void)i;                                                                           \
		asm volatile("1: " mnemonic "\n" FAULT_TO_EAX                                      \
			     : "+a"(rax), "+m"(operand)                                            \
			     : "c"(0UL)                                                            \
			     : "memory", "cc");                                                    \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(vmx_##ident) = {                                                                  \
		.name = "vmx." #ident,                                                             \
		.summary = #ident ", which ends in #UD",                                           \
		.setup = setup_vmx,                                                                \
		.op = op_##ident,                                                                  \
		.expect = EXITS(__VA_ARGS__),                                                      \
	}

VMX_INSTRUCTION(vmclear, "vmclear %1", ON_VMX(VMCLEAR, 1));
VMX_INSTRUCTION(vmlaunch, "vmlaunch", ON_VMX(VMLAUNCH, 1));
VMX_INSTRUCTION(vmptrld, "vmptrld %1", ON_VMX(VMPTRLD, 1));
VMX_INSTRUCTION(vmptrst, "vmptrst %1", ON_VMX(VMPTRST, 1));
VMX_INSTRUCTION(vmread, "vmread %%rcx, %%rax", ON_VMX(VMREAD, 1));
VMX_INSTRUCTION(vmresume, "vmresume", ON_VMX(VMRESUME, 1));
VMX_INSTRUCTION(vmwrite, "vmwrite %%rax, %%rcx", ON_VMX(VMWRITE, 1));
VMX_INSTRUCTION(vmxoff, "vmxoff", ON_VMX(VMOFF, 1));
VMX_INSTRUCTION(vmxon, "vmxon %1", ON_VMX(VMON, 1));
VMX_INSTRUCTION(invept, "invept %1, %%rcx", ON_VMX(INVEPT, 1));
VMX_INSTRUCTION(invvpid, "invvpid %1, %%rcx", ON_VMX(INVVPID, 1));
