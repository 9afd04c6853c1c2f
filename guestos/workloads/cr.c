// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control registers. Which writes exit depends on who owns the bits: the
 * guest/host masks of VMX (SDM vol. 3, 25.6.6), the intercepts of SVM.
 */
#include "machine/memory.h"
#include "measure/workload.h"

static u64 saved;

static const char *setup_cr0(void)
{
	saved = read_cr0();
	return NULL;
}

static void op_cr0_wp(u64 i)
{
	(void)i;
	write_cr0(saved & ~CR0_WP);
	write_cr0(saved);
}

/*
 * SVM intercepts selective writes, of bits other than TS and MP. With shadow
 * paging KVM keeps WP set behind the guest's back; while the guest's own is
 * clear the two differ, and then all writes are intercepted.
 */
WORKLOAD(cr0_wp) = {
	.name = "cr0.wp",
	.summary = "MOV to CR0 twice: WP cleared and set again",
	.setup = setup_cr0,
	.op = op_cr0_wp,
	.expect = EXITS(ON_VMX(CR_ACCESS, 2, .without = TDP), ON_SVM(CR0_SEL_WRITE, 2, .with = TDP),
			ON_SVM(CR0_SEL_WRITE, 1, .without = TDP),
			ON_SVM(WRITE_CR0, 1, .without = TDP)),
};

/* Not read from CR3: where that read is not intercepted (no-cr-read), shadow paging shows through. */
static const char *setup_cr3(void)
{
	saved = memory_root();
	return NULL;
}

static void op_cr3_load(u64 i)
{
	(void)i;
	write_cr3(saved);
}

WORKLOAD(cr3_load) = {
	.name = "cr3.load",
	.summary = "MOV to CR3 of the value it has",
	.setup = setup_cr3,
	.op = op_cr3_load,
	.expect = EXITS(ON_VMX(CR_ACCESS, 1, .without = TDP), ON_SVM(WRITE_CR3, 1, .without = TDP)),
};

static const char *setup_cr4(void)
{
	saved = read_cr4();
	return NULL;
}

static void teardown_cr4(void)
{
	write_cr4(saved);
}

static void op_cr4(u64 i)
{
	write_cr4(i & 1 ? saved : saved ^ CR4_MCE);
}

WORKLOAD(cr4) = {
	.name = "cr4",
	.summary = "MOV to CR4 that flips MCE, a bit that the host owns",
	.setup = setup_cr4,
	.teardown = teardown_cr4,
	.op = op_cr4,
	.expect = EXITS(ON_VMX(CR_ACCESS, 1), ON_SVM(WRITE_CR4, 1)),
};

static void op_cr8(u64 i)
{
	write_cr8(i & 1);
}

static void teardown_cr8(void)
{
	write_cr8(0);
}

/* With the local APIC in the kernel KVM uses the TPR shadow, on SVM V_TPR. */
WORKLOAD(cr8) = {
	.name = "cr8",
	.summary = "MOV to CR8: the task priority 0 and 1 in turn",
	.teardown = teardown_cr8,
	.op = op_cr8,
	.expect = EXITS(ON_VMX(CR_ACCESS, 1, .without = KERNEL_IRQCHIP),
			ON_SVM(WRITE_CR8, 1, .without = KERNEL_IRQCHIP)),
};

/* CR0.CD is the host's on VMX; on SVM a selective write, and KVM keeps the real one clear. */
static void op_cr0_cd(u64 i)
{
	(void)i;
	write_cr0(saved | CR0_CD);
	write_cr0(saved);
}

WORKLOAD(cr0_cd) = {
	.name = "cr0.cd",
	.summary = "MOV to CR0 twice: CD set and cleared again",
	.setup = setup_cr0,
	.op = op_cr0_cd,
	.expect = EXITS(ON_VMX(CR_ACCESS, 2), ON_SVM(CR0_SEL_WRITE, 1), ON_SVM(WRITE_CR0, 1)),
};

static void op_clts(u64 i)
{
	(void)i;
	asm volatile("clts" : : : "memory");
}

WORKLOAD(cr0_clts) = {
	.name = "cr0.clts",
	.summary = "CLTS: TS is the guest's own, no exit",
	.op = op_clts,
};

static void op_cr0_read(u64 i)
{
	(void)i;
	read_cr0();
}

WORKLOAD(cr0_read) = {
	.name = "cr0.read",
	.summary = "MOV from CR0: no exit",
	.op = op_cr0_read,
};

static const char *setup_cr0_cd(void)
{
	saved = read_cr0();
	write_cr0(saved | CR0_CD);
	return NULL;
}

static void teardown_cr0_cd(void)
{
	write_cr0(saved);
}

/* KVM keeps CD clear in hardware, and SVM has no read shadow: while they differ, reads exit. */
WORKLOAD(cr0_read_cd) = {
	.name = "cr0.read.cd",
	.summary = "MOV from CR0 while CD is set",
	.setup = setup_cr0_cd,
	.teardown = teardown_cr0_cd,
	.per_cpu = true,
	.op = op_cr0_read,
	.expect = EXITS(ON_SVM(READ_CR0, 1)),
};

static void op_cr3_read(u64 i)
{
	(void)i;
	read_cr3();
}

WORKLOAD(cr3_read) = {
	.name = "cr3.read",
	.summary = "MOV from CR3",
	.op = op_cr3_read,
	.expect = EXITS(ON_VMX(CR_ACCESS, 1, .without = TDP),
			ON_SVM(READ_CR3, 1, .without = TDP | QUIRK_NO_CR_READ)),
};

static void op_cr4_read(u64 i)
{
	(void)i;
	read_cr4();
}

/* VMX has a read shadow for it; KVM's SVM intercepts. */
WORKLOAD(cr4_read) = {
	.name = "cr4.read",
	.summary = "MOV from CR4",
	.op = op_cr4_read,
	.expect = EXITS(ON_SVM(READ_CR4, 1, .without = QUIRK_NO_CR_READ)),
};

static void op_cr8_read(u64 i)
{
	(void)i;
	read_cr8();
}

WORKLOAD(cr8_read) = {
	.name = "cr8.read",
	.summary = "MOV from CR8",
	.op = op_cr8_read,
	.expect = EXITS(ON_VMX(CR_ACCESS, 1, .without = KERNEL_IRQCHIP)),
};
