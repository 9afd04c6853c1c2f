// SPDX-License-Identifier: GPL-2.0-only
#include "counters.h"
#include "lib/list.h"
#include "lib/string.h"
#include "shared/reasons.h"

#define CPUID1_ECX_HYPERVISOR BIT(31)
#define LEAF_HYPERVISOR	      0x40000000

struct counters counters;

static bool is_signature(struct cpuid r, const char *text)
{
	return !memcmp(&r.ebx, text, 4) && !memcmp(&r.ecx, text + 4, 4) &&
	       !memcmp(&r.edx, text + 8, 4);
}

static const char *find(void)
{
	struct cpuid r;

	if (!(cpuid(1, 0).ecx & CPUID1_ECX_HYPERVISOR))
		return "no hypervisor";
	r = cpuid(LEAF_SIGNATURE, 0);
	if (!is_signature(r, "ExitCounters") || r.eax < LEAF_TOTAL) {
		r = cpuid(LEAF_HYPERVISOR, 0);
		if (is_signature(r, "KVMKVMKVM\0\0\0"))
			return "no exit counters in this KVM, or kvm.exit_counters is off";
		return "no exit counters in this hypervisor, which is not KVM";
	}
	r = cpuid(LEAF_VERSION, 0);
	if (r.eax != COUNTERS_ABI)
		return "the exit counters' ABI is not version 2";
	counters.abi = r.eax;
	counters.numbering = r.ebx;
	counters.metrics = r.ecx;
	counters.flags = r.edx;
	return NULL;
}

bool counters_by_host(const char *value)
{
	u64 masks[2] = { 0 };
	char word[16];

	if (!list_next(&value, word, sizeof(word)))
		return false;
	if (!strcmp(word, "vmx"))
		counters.numbering = ISA_VMX;
	else if (!strcmp(word, "svm"))
		counters.numbering = ISA_SVM;
	else
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(masks); i++)
		if (!list_next(&value, word, sizeof(word)) || !parse_u64(word, &masks[i]) ||
		    masks[i] > UNDEFINED)
			return false;
	counters.flags = masks[0];
	counters.untold = masks[1];
	counters.by_host = !list_next(&value, word, sizeof(word));
	return counters.by_host;
}

void counters_detect(void)
{
	counters.why_not = counters.by_host ? "the host counts" : find();
	counters.present = !counters.why_not;
}

u32 counters_flags(void)
{
	return counters.present ? cpuid(LEAF_VERSION, 0).edx : 0;
}

bool counter_defined(u32 reason)
{
	return cpuid(LEAF_METRIC, reason).edx != UNDEFINED;
}

struct metric_value counter_metric(u32 reason, enum metric metric)
{
	struct cpuid r = cpuid(LEAF_METRIC, reason | metric << 16);

	return (struct metric_value){ r.eax, (u64)r.ebx << 32 | r.ecx, r.edx };
}

u64 counter_count(u32 reason)
{
	struct cpuid r = cpuid(LEAF_COUNT, reason);

	return (u64)r.ebx << 32 | r.eax;
}

static u64 exits_of_total(struct cpuid r)
{
	return (u64)r.edx << 32 | r.eax;
}

u64 counter_total(void)
{
	return exits_of_total(cpuid(LEAF_TOTAL, 0));
}

u64 counter_view(u32 view)
{
	return exits_of_total(cpuid(LEAF_VIEW, view));
}
