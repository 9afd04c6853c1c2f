// SPDX-License-Identifier: GPL-2.0-only
#include "reasons.h"

struct reason {
	u16 number;
	const char *name;
};

#define REASON_ROW(ident, number, name) { number, name },

static const struct reason vmx_reasons[] = { VMX_REASONS(REASON_ROW) };
static const struct reason svm_reasons[] = { SVM_REASONS(REASON_ROW) };

static const char *find(const struct reason *table, size_t n, u32 number)
{
	for (; n; n--, table++)
		if (table->number == number)
			return table->name;
	return NULL;
}

const char *reason_name(enum isa isa, u32 reason)
{
	if (isa == ISA_VMX)
		return find(vmx_reasons, ARRAY_SIZE(vmx_reasons), reason);
	return find(svm_reasons, ARRAY_SIZE(svm_reasons), reason);
}

bool reason_is_background(enum isa isa, u32 reason)
{
	/*
	 * On VMX a host's NMI shares reason 0 with the guest's exceptions. Those
	 * are asserted, so a host whose NMI watchdog runs may fail a row.
	 */
	if (isa == ISA_VMX)
		return reason == VMX_EXTERNAL_INTERRUPT || reason == VMX_PREEMPTION_TIMER;
	return reason == SVM_INTR || reason == SVM_NMI || reason == SVM_SMI;
}

u32 reason_of_cpuid(enum isa isa)
{
	return isa == ISA_VMX ? VMX_CPUID : SVM_CPUID;
}

u32 reason_of_interrupt(enum isa isa)
{
	return isa == ISA_VMX ? VMX_EXTERNAL_INTERRUPT : SVM_INTR;
}

u32 reason_of_missing_page(enum isa isa, bool tdp)
{
	if (isa == ISA_VMX)
		return tdp ? VMX_EPT_VIOLATION : VMX_EXCEPTION_NMI;
	return tdp ? SVM_NPF : SVM_EXCP_PF;
}

const char *const flag_names[FLAG_COUNT] = {
	"tdp",
	"unrestricted_guest",
	"apicv",
	"flexpriority",
	"pml",
	"preemption_timer",
	"virtual_nmi",
	"next_rip_save",
	"virtual_gif",
	"pause_filter",
	"kernel_irqchip",
	"split_irqchip",
	"hlt_passthrough",
	"mwait_passthrough",
	"pause_passthrough",
	"umip_emulated",
	"nested",
	"x2apic_passthrough",
	"ipi_virtualization",
	"x2apic_icr_passthrough",
	"idle_hlt",
	"gif_passthrough",
	"vmload_passthrough",
	"rdpmc_passthrough",
	"x2apic_self_ipi_passthrough",
	"x2apic_timer_passthrough",
	"mmio_caching",
	"guest_debug",
	"user_leaves",
};
