// SPDX-License-Identifier: GPL-2.0-only
/* HLT, with the wake-up already pending: the exit without the sleep. */
#include "apic.h"
#include "trap.h"
#include "workload.h"

static void wake(struct regs *regs)
{
	(void)regs;
	apic_eoi();
}

static const char *setup_hlt(void)
{
	trap_handle(VECTOR_IPI, wake);
	return NULL;
}

static void teardown_hlt(void)
{
	trap_handle(VECTOR_IPI, NULL);
}

static void op_hlt(u64 i)
{
	(void)i;
	irq_disable();
	apic_self_ipi(VECTOR_IPI);
	irq_enable_and_halt();
}

/*
 * Beside HLT itself: two writes to the APIC, ICR and EOI, by whatever way the
 * APIC is reached; and, without virtual interrupt delivery, the interrupt
 * window that KVM asked for when the IPI came in with IF clear. HLT's exit
 * comes first, but the request stands until the window has been seen.
 */
WORKLOAD(hlt_self_ipi) = {
	.name = "hlt",
	.summary = "HLT, woken by a self-IPI that is already pending",
	.setup = setup_hlt,
	.teardown = teardown_hlt,
	.op = op_hlt,
	.expect = {
		ON_VMX(HLT, 1, .without = HLT_PASSTHROUGH),
		ON_VMX(INTERRUPT_WINDOW, 1, .without = APICV),
		ON_SVM(HLT, 1, .without = HLT_PASSTHROUGH),
		ON_SVM(VINTR, 1, .without = APICV),
		ON_ICR_WRITE(1),
		ON_EOI(1),
	},
};
