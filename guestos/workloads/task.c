// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hardware task switch (SDM vol. 3, chapter 8). It takes protected mode, so
 * an operation is also the way there and back: CR0.PG off and on again.
 */
#include "boot/layout.h"
#include "machine/cpu.h"
#include "machine/descriptors.h"
#include "machine/memory.h"
#include "measure/crew.h"
#include "measure/workload.h"

struct tss32 {
	u32 link, esp0, ss0, esp1, ss1, esp2, ss2, cr3, eip, eflags;
	u32 eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs, ldt, io_bitmap;
} __aligned(128);

#define EFLAGS_NONE 2 /* the bit that is always set */

u64 task_switch(u16 current_tss, u16 other_tss, struct tss32 *other);

static struct tss32 task_a, task_b;
static u32 cr3;

static void prepare(struct tss32 *task)
{
	*task = (struct tss32){
		.cr3 = cr3,
		.eflags = EFLAGS_NONE,
		.es = GDT_DATA64,
		.cs = GDT_CODE32,
		.ss = GDT_DATA64,
		.ds = GDT_DATA64,
		.io_bitmap = sizeof(*task) << 16,
	};
}

static const char *setup_task(void)
{
	if (crew_mode() != MODE_ONE)
		return "the tasks are one vCPU's at a time";
	if (counters.numbering == ISA_SVM && conditions() & QUIRK_NO_TASK_SWITCH)
		return "QEMU's SVM does not intercept task switches, and loads CR3 itself";
	cr3 = memory_root();
	return NULL;
}

static void op_task(u64 i)
{
	struct cpu *self = this_cpu();

	(void)i;
	irq_disable();
	prepare(&task_b);
	cpu_set_tss32(GDT_TASK_A, &task_a, sizeof(task_a));
	cpu_set_tss32(GDT_TASK_B, &task_b, sizeof(task_b));
	task_switch(GDT_TASK_A, GDT_TASK_B, &task_b);
	wrmsr(MSR_GS_BASE, (u64)self); /* the switch loaded GS with a null selector */
	cpu_load_tss();
	irq_enable();
}

/*
 * With shadow paging SVM's KVM keeps CR0.PG set: while the guest's own is clear, reads and
 * writes are intercepted, the one that comes back behind the switch too.
 */
WORKLOAD(task_switch_jmp) = {
	.name = "task.switch",
	.summary = "JMP to a 32-bit TSS, with the way to protected mode and back",
	.setup = setup_task,
	.op = op_task,
	.expect = EXITS(ON_VMX(TASK_SWITCH, 1), ON_VMX(CR_ACCESS, 2), ON_SVM(TASK_SWITCH, 1),
			ON_SVM(CR0_SEL_WRITE, 2, .with = TDP),
			ON_SVM(CR0_SEL_WRITE, 1, .without = TDP),
			ON_SVM(READ_CR0, 1, .without = TDP), ON_SVM(WRITE_CR0, 1, .without = TDP)),
};
