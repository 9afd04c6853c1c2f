// SPDX-License-Identifier: GPL-2.0-only
#include "workload.h"
#include "lib/list.h"
#include "machine/apic.h"

static u64 now, shown;

/* Instructions that a VMM can hide, and where CPUID shows them. */
static const struct {
	const char *name;
	u64 hidden;
	u32 leaf;
	u8 ebx_bit, ecx_bit, edx_bit; /* one of the three, the others 0 */
} instructions[] = {
	{ "rdrand", HIDDEN_RDRAND, 1, .ecx_bit = 30 },
	{ "rdseed", HIDDEN_RDSEED, 7, .ebx_bit = 18 },
	{ "rdtscp", HIDDEN_RDTSCP, 0x80000001, .edx_bit = 27 },
	{ "invpcid", HIDDEN_INVPCID, 7, .ebx_bit = 10 },
};

#define CPUID7_ECX_RDPID BIT(22)

static bool bit_set(u32 value, u8 bit)
{
	return bit && value & BIT(bit);
}

static void find_instructions(const char *hidden)
{
	for (size_t i = 0; i < ARRAY_SIZE(instructions); i++) {
		struct cpuid r = cpuid(instructions[i].leaf, 0);

		if (bit_set(r.ebx, instructions[i].ebx_bit) ||
		    bit_set(r.ecx, instructions[i].ecx_bit) ||
		    bit_set(r.edx, instructions[i].edx_bit))
			shown |= instructions[i].hidden;
		else if (list_has(hidden, instructions[i].name))
			now |= instructions[i].hidden;
	}
	if (cpuid(7, 0).ecx & CPUID7_ECX_RDPID)
		now |= RDPID_SHOWN;
}

static const char *needs(u64 instruction, const char *why_not)
{
	return (now | shown) & instruction ? NULL : why_not;
}

const char *needs_rdrand(void)
{
	return needs(HIDDEN_RDRAND, "no RDRAND, unless hidden=rdrand says that it is hidden");
}

const char *needs_rdseed(void)
{
	return needs(HIDDEN_RDSEED, "no RDSEED, unless hidden=rdseed says that it is hidden");
}

const char *needs_rdtscp(void)
{
	return needs(HIDDEN_RDTSCP, "no RDTSCP, unless hidden=rdtscp says that it is hidden");
}

const char *needs_invpcid(void)
{
	return needs(HIDDEN_INVPCID, "no INVPCID, unless hidden=invpcid says that it is hidden");
}

void conditions_init(const char *hidden, u64 quirks)
{
	now = counters.flags | quirks;
	if (apic_is_x2apic())
		now |= X2APIC;
	find_instructions(hidden);
}

u32 conditions_refresh(void)
{
	u32 before = now;

	now = (now & ~(u64)UINT32_MAX) | counters_flags();
	return before ^ (u32)now;
}

u32 exits_of(u32 reason, void (*op)(u64 i))
{
	u32 before;

	if (!counters.present)
		return 0;
	op(0);
	counter_view(0);
	before = counter_metric(reason, METRIC_HANDLED).count;
	op(0);
	return counter_metric(reason, METRIC_HANDLED).count - before;
}

void conditions_add(u64 found)
{
	now |= found;
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

static const struct expect *first(const struct workload *w)
{
	static const struct expect none[] = { {} };

	return w->expect ? w->expect : none;
}

u32 expected_per_op(const struct workload *w, u32 reason)
{
	u32 sum = 0;

	for (const struct expect *e = first(w); e->isa; e++)
		if (holds(e, reason))
			sum += e->per_op;
	return sum;
}

enum disturbed expected_disturbed(const struct workload *w, u32 reason)
{
	for (const struct expect *e = first(w); e->isa; e++)
		if (e->disturbed && holds(e, reason))
			return e->disturbed;
	return EXACTLY;
}

bool expected_at_most(const struct workload *w, u32 reason)
{
	for (const struct expect *e = first(w); e->isa; e++)
		if (e->at_most && holds(e, reason))
			return true;
	return false;
}

const char *setup_not_debugged(void)
{
	return now & GUEST_DEBUG ? "the VMM debugs the vCPU" : NULL;
}

const char *setup_needs_x2apic(void)
{
	return apic_is_x2apic() ? NULL : "the local APIC is in xAPIC mode";
}
