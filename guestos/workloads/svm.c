// SPDX-License-Identifier: GPL-2.0-only
/*
 * SVM's own instructions. The vCPU has no SVM in use (EFER.SVME is clear), so
 * each exits and ends in #UD, which the row turns into a value (APM vol. 2,
 * 15.4). With virtual GIF, STGI and CLGI are not intercepted.
 */
#include "machine/trap.h"
#include "measure/workload.h"

static const char *setup_svm(void)
{
	if (!counters.present)
		return "which instruction set the CPU has is told by the counters";
	return counters.numbering == ISA_SVM ? NULL : "not on VMX";
}

#define SVM_INSTRUCTION(ident, mnemonic, ...)                                                      \
	static void op_##ident(u64 i)                                                              \
	{                                                                                          \
		u64 rax = 0;                                                                       \
                                                                                                   \
		(void)i;                                                                           \
		asm volatile("1: " mnemonic "\n" FAULT_TO_EAX : "+a"(rax) : "c"(0) : "memory");    \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(svm_##ident) = {                                                                  \
		.name = "svm." #ident,                                                             \
		.summary = #ident ", which ends in #UD",                                           \
		.setup = setup_svm,                                                                \
		.op = op_##ident,                                                                  \
		.expect = EXITS(__VA_ARGS__),                                                      \
	}

SVM_INSTRUCTION(vmrun, "vmrun", ON_SVM(VMRUN, 1));
SVM_INSTRUCTION(vmload, "vmload", ON_SVM(VMLOAD, 1));
SVM_INSTRUCTION(vmsave, "vmsave", ON_SVM(VMSAVE, 1));
SVM_INSTRUCTION(stgi, "stgi", ON_SVM(STGI, 1, .without = VIRTUAL_GIF));
SVM_INSTRUCTION(clgi, "clgi", ON_SVM(CLGI, 1, .without = VIRTUAL_GIF));
SVM_INSTRUCTION(skinit, "skinit", ON_SVM(SKINIT, 1));
SVM_INSTRUCTION(invlpga, "invlpga %%rax, %%ecx", ON_SVM(INVLPGA, 1));
