// SPDX-License-Identifier: GPL-2.0-only
#include "workload.h"
#include "apic.h"

#define CPUID1_ECX_RDRAND	 BIT(30)
#define CPUID7_EBX_INVPCID	 BIT(10)
#define CPUID7_EBX_RDSEED	 BIT(18)
#define CPUID80000001_EDX_RDTSCP BIT(27)

static u64 now;

static u64 unless(u64 feature, u64 condition)
{
	return feature ? 0 : condition;
}

void conditions_init(void)
{
	struct cpuid seven = cpuid(7, 0);

	now = counters.flags;
	if (apic_is_x2apic())
		now |= X2APIC;
	now |= unless(cpuid(1, 0).ecx & CPUID1_ECX_RDRAND, NO_RDRAND);
	now |= unless(seven.ebx & CPUID7_EBX_RDSEED, NO_RDSEED);
	now |= unless(seven.ebx & CPUID7_EBX_INVPCID, NO_INVPCID);
	now |= unless(cpuid(0x80000001, 0).edx & CPUID80000001_EDX_RDTSCP, NO_RDTSCP);
}

u64 conditions(void)
{
	return now;
}

static bool holds(const struct expect *e, u32 reason)
{
	return e->isa == counters.numbering && e->reason == reason && (now & e->with) == e->with &&
	       !(now & e->without);
}

u32 expected_per_op(const struct workload *w, u32 reason)
{
	u32 sum = 0;

	for (size_t i = 0; i < MAX_EXPECT && w->expect[i].isa; i++)
		if (holds(&w->expect[i], reason))
			sum += w->expect[i].per_op;
	return sum;
}

const char *setup_needs_x2apic(void)
{
	return apic_is_x2apic() ? NULL : "the local APIC is in xAPIC mode";
}
