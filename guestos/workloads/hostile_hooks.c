// SPDX-License-Identifier: GPL-2.0-only
/*
 * What shows that KVM's counting goes through all of its places: the cycles of exits that a
 * fast path handles, and that no exit is handled for longer than it is away.
 */
#include "measure/workload.h"

#define CPUID1_ECX_TSC_DEADLINE BIT(24)
#define MSR_TSC_DEADLINE	0x6e0
#define WRITES			8

static const char *setup_fast_path(void)
{
	return cpuid(1, 0).ecx & CPUID1_ECX_TSC_DEADLINE
		       ? NULL
		       : "the local APIC has no TSC-deadline timer";
}

/* Disarms the timer, which is not armed: KVM enters the guest again from its inner loop. */
static const char *check_fast_path(void)
{
	u32 reason = counters.numbering == ISA_VMX ? VMX_MSR_WRITE : SVM_MSR;
	struct metric_value before, after;
	u64 away;

	counter_view(VIEW_LATCH | VIEW_THIS_VCPU);
	before = counter_metric(reason, METRIC_HANDLED);
	away = counter_metric(reason, METRIC_AWAY).value;
	for (u32 i = 0; i < WRITES; i++)
		wrmsr(MSR_TSC_DEADLINE, 0);
	counter_view(VIEW_LATCH | VIEW_THIS_VCPU);
	after = counter_metric(reason, METRIC_HANDLED);
	away = counter_metric(reason, METRIC_AWAY).value - away;
	if (after.count - before.count != WRITES)
		return "not as many exits as WRMSRs";
	if (after.value == before.value)
		return "the handled cycles of a fast path are missing";
	return away > after.value - before.value ? NULL
						 : "away, which has handled in it, is not more";
}

WORKLOAD(hooks_fast_path) = {
	.name = "hooks.fastpath",
	.summary =
		"WRMSR of IA32_TSC_DEADLINE: exits and their cycles, though a fast path handles them",
	.setup = setup_fast_path,
	.check = check_fast_path,
	.manual = true,
};

/* The open exit, of the CPUID that latches, has neither in the sums. */
static const char *check_within(void)
{
	counter_view(VIEW_LATCH);
	for (u32 reason = 0; reason <= SVM_NPF; reason++) {
		struct metric_value handled = counter_metric(reason, METRIC_HANDLED);

		if (handled.value > counter_metric(reason, METRIC_AWAY).value)
			return "exits that were handled for longer than they were away";
	}
	return NULL;
}

WORKLOAD(hooks_within) = {
	.name = "hooks.within",
	.summary = "of each reason, in the VM's whole life: handled within away",
	.check = check_within,
	.manual = true,
};
