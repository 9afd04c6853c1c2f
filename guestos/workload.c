// SPDX-License-Identifier: GPL-2.0-only
#include "workload.h"
#include "apic.h"

u64 conditions(void)
{
	return counters.flags | (apic_is_x2apic() ? X2APIC : 0);
}

static bool holds(const struct expect *e, u32 reason, u64 now)
{
	return e->isa == counters.numbering && e->reason == reason && (now & e->with) == e->with &&
	       !(now & e->without);
}

u32 expected_per_op(const struct workload *w, u32 reason)
{
	u64 now = conditions();
	u32 sum = 0;

	for (size_t i = 0; i < MAX_EXPECT && w->expect[i].isa; i++)
		if (holds(&w->expect[i], reason, now))
			sum += w->expect[i].per_op;
	return sum;
}
