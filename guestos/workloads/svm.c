// SPDX-License-Identifier: GPL-2.0-only
/*
 * SVM's own instructions. The vCPU has no SVM in use (EFER.SVME is clear), so
 * each exits and ends in #UD, which the row turns into a value (APM vol. 2,
 * 15.4). The processor has EFER.SVME set all the same, since it runs a guest: what KVM does not
 * intercept is executed. So VMLOAD and VMSAVE have a page for what they
 * load and save, and a CLGI is made good by an STGI.
 */
#include "machine/trap.h"
#include "measure/crew.h"
#include "measure/workload.h"

static const char *setup_svm(void)
{
	if (!counters.numbering)
		return "which instruction set the CPU has is told by the counters";
	return counters.numbering == ISA_SVM ? NULL : "not on VMX";
}

/* RAX is the operand of those that have one, and takes the vector of a fault. */
static u8 page[PAGE_SIZE] __aligned(PAGE_SIZE);

static void stgi(void)
{
	u64 rax = 0;

	asm volatile("1: stgi\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
}

/* What VMLOAD loads is what was there. */
static const char *setup_svm_page(void)
{
	u64 rax = (u64)page;

	if (setup_svm())
		return setup_svm();
	if (crew_mode() != MODE_ONE)
		return "the state that it may load is one vCPU's";
	asm volatile("1: vmsave\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
	return NULL;
}

#define SVM_INSTRUCTION(ident, mnemonic, up, down, ...)                                            \
	static void op_##ident(u64 i)                                                              \
	{                                                                                          \
		u64 rax = (u64)page;                                                               \
                                                                                                   \
		(void)i;                                                                           \
		asm volatile("1: " mnemonic "\n" FAULT_TO_EAX : "+a"(rax) : "c"(0) : "memory");    \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(svm_##ident) = {                                                                  \
		.name = "svm." #ident,                                                             \
		.summary = #ident ", which ends in #UD if it exits",                               \
		.setup = up,                                                                       \
		.teardown = down,                                                                  \
		.per_cpu = true,                                                                   \
		.op = op_##ident,                                                                  \
		.expect = EXITS(__VA_ARGS__),                                                      \
	}

SVM_INSTRUCTION(vmrun, "vmrun", setup_svm, NULL, ON_SVM(VMRUN, 1));
SVM_INSTRUCTION(vmload, "vmload", setup_svm_page, NULL,
		ON_SVM(VMLOAD, 1, .without = VMLOAD_PASSTHROUGH));
SVM_INSTRUCTION(vmsave, "vmsave", setup_svm, NULL,
		ON_SVM(VMSAVE, 1, .without = VMLOAD_PASSTHROUGH));
SVM_INSTRUCTION(stgi, "stgi", setup_svm, NULL, ON_SVM(STGI, 1, .without = GIF_PASSTHROUGH));
SVM_INSTRUCTION(clgi, "clgi", setup_svm, stgi, ON_SVM(CLGI, 1, .without = GIF_PASSTHROUGH));
SVM_INSTRUCTION(skinit, "skinit", setup_svm, NULL, ON_SVM(SKINIT, 1));
SVM_INSTRUCTION(invlpga, "invlpga %%rax, %%ecx", setup_svm, NULL, ON_SVM(INVLPGA, 1));
