// SPDX-License-Identifier: GPL-2.0-only
/* Model-specific registers: intercepted, and passed through. */
#include "machine/trap.h"
#include "measure/workload.h"

static void op_msr_read(u64 i)
{
	(void)i;
	rdmsr(MSR_APIC_BASE);
}

WORKLOAD(msr_read) = {
	.name = "msr.read",
	.summary = "RDMSR of IA32_APIC_BASE, which KVM always intercepts",
	.op = op_msr_read,
	.expect = EXITS(ON_VMX(MSR_READ, 1), ON_SVM(MSR, 1)),
};

static void op_msr_write(u64 i)
{
	(void)i;
	wrmsr(MSR_UCODE_REV, 0);
}

WORKLOAD(msr_write) = {
	.name = "msr.write",
	.summary = "WRMSR of 0 to IA32_BIOS_SIGN_ID, which KVM ignores",
	.op = op_msr_write,
	.expect = EXITS(ON_VMX(MSR_WRITE, 1), ON_SVM(MSR, 1)),
};

static void op_msr_passthrough(u64 i)
{
	wrmsr(MSR_KERNEL_GS_BASE, i);
}

WORKLOAD(msr_passthrough) = {
	.name = "msr.passthrough",
	.summary = "WRMSR to KERNEL_GS_BASE, passed through: no exit",
	.op = op_msr_passthrough,
};

#define MSR_NOBODY 0x12345678 /* implemented by no CPU, and by no hypervisor */

static void op_msr_unknown(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: rdmsr\n" FAULT_TO_EAX : "+a"(rax) : "c"(MSR_NOBODY) : "rdx", "memory");
}

WORKLOAD(msr_unknown) = {
	.name = "msr.unknown",
	.summary = "RDMSR of an MSR that does not exist, which ends in #GP",
	.op = op_msr_unknown,
	.expect = EXITS(ON_VMX(MSR_READ, 1), ON_SVM(MSR, 1)),
};

/* RDMSR and WRMSRNS of the MSR in the instruction's last four bytes, by RAX. No assembler of Debian 12's or 13's has them. */
#define RDMSR_IMM ".byte 0xc4, 0xe7, 0x7b, 0xf6, 0xc0; .long "
#define WRMSR_IMM ".byte 0xc4, 0xe7, 0x7a, 0xf6, 0xc0; .long "
#define APIC_BASE "0x1b"
#define UCODE_REV "0x8b"

static void op_msr_imm_read(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: " RDMSR_IMM APIC_BASE "\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
}

/* Intel's alone. KVM 7.3 handles their exits; to 6.12 they are unknown, and it ends the VM. */
WORKLOAD(msr_imm_read) = {
	.name = "msr.imm.read",
	.summary = "RDMSR of IA32_APIC_BASE, named by an immediate",
	.setup = needs_msr_imm,
	.manual = true,
	.op = op_msr_imm_read,
	.expect = EXITS(ON_VMX(MSR_READ_IMM, 1)),
};

static void op_msr_imm_write(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: " WRMSR_IMM UCODE_REV "\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
}

WORKLOAD(msr_imm_write) = {
	.name = "msr.imm.write",
	.summary = "WRMSRNS of 0 to IA32_BIOS_SIGN_ID, named by an immediate",
	.setup = needs_msr_imm,
	.manual = true,
	.op = op_msr_imm_write,
	.expect = EXITS(ON_VMX(MSR_WRITE_IMM, 1)),
};
