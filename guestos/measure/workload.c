// SPDX-License-Identifier: GPL-2.0-only
#include "workload.h"
#include "asked.h"
#include "lib/list.h"
#include "machine/apic.h"

static u64 now, shown;

/* Instructions that a VMM can hide, and where CPUID shows them. */
static const struct {
	const char *name;
	u64 hidden;
	u32 leaf, subleaf;
	u8 ebx_bit, ecx_bit, edx_bit; /* one of the three, the others 0 */
} instructions[] = {
	{ "rdrand", HIDDEN_RDRAND, 1, 0, .ecx_bit = 30 },
	{ "rdseed", HIDDEN_RDSEED, 7, 0, .ebx_bit = 18 },
	{ "rdtscp", HIDDEN_RDTSCP, 0x80000001, 0, .edx_bit = 27 },
	{ "invpcid", HIDDEN_INVPCID, 7, 0, .ebx_bit = 10 },
	{ "msr_imm", HIDDEN_MSR_IMM, 7, 1, .ecx_bit = 5 },
};

#define CPUID1_ECX_VMX	 BIT(5)
#define CPUID7_ECX_UMIP	 BIT(2)
#define CPUID7_ECX_RDPID BIT(22)
#define CPUID_ECX_SVM	 BIT(2) /* of 0x80000001 */

static bool bit_set(u32 value, u8 bit)
{
	return bit && value & BIT(bit);
}

static void find_instructions(const char *hidden)
{
	for (size_t i = 0; i < ARRAY_SIZE(instructions); i++) {
		struct cpuid r = cpuid(instructions[i].leaf, instructions[i].subleaf);

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

const char *needs_msr_imm(void)
{
	return needs(HIDDEN_MSR_IMM, "no MSRs by immediate, unless hidden=msr_imm says so");
}

/* Of the flags that a host tells without looking at this vCPU: those that hold for it now. */
static u32 seen_from_inside(u32 flags)
{
	if (apic_is_x2apic())
		flags &= ~FLEXPRIORITY;
	else
		flags &= ~(X2APIC_PASSTHROUGH | X2APIC_ICR | X2APIC_SELF_IPI | X2APIC_TIMER);
	if (!(cpuid(7, 0).ecx & CPUID7_ECX_UMIP))
		flags &= ~UMIP_EMULATED;
	if (!(cpuid(1, 0).ecx & CPUID1_ECX_VMX) && !(cpuid(0x80000001, 0).ecx & CPUID_ECX_SVM))
		flags &= ~NESTED;
	return flags;
}

void conditions_init(const char *hidden, u64 quirks)
{
	now = (counters.by_host ? seen_from_inside(counters.flags) : counters.flags) | quirks;
	if (apic_is_x2apic())
		now |= X2APIC;
	find_instructions(hidden);
}

static const struct expect *first(const struct workload *w)
{
	static const struct expect none[] = { {} };

	return w->expect ? w->expect : none;
}

u32 conditions_refresh(void)
{
	u32 before = now;
	u32 flags = counters.by_host ? seen_from_inside(counters.flags) : counters_flags();

	now = (now & ~(u64)UINT32_MAX) | flags;
	return before ^ (u32)now;
}

u32 exits_of(u32 reason, void (*op)(u64 i))
{
	u32 before;

	if (counters.by_host)
		return asked_exits(op);
	if (!counters.present)
		return 0;
	op(0);
	counter_view(0);
	before = counter_metric(reason, METRIC_HANDLED).count;
	op(0);
	return counter_metric(reason, METRIC_HANDLED).count - before;
}

const char *conditions_untold(const struct workload *w)
{
	for (const struct expect *e = first(w); e->isa; e++) {
		u32 asked = (u32)(e->with | e->without) & counters.untold;

		if (e->isa == counters.numbering && asked)
			return flag_names[__builtin_ctz(asked)];
	}
	return NULL;
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

u32 expected_per_op(const struct workload *w, u32 reason)
{
	u32 sum = 0;

	for (const struct expect *e = first(w); e->isa; e++)
		if (holds(e, reason))
			sum += e->per_op;
	return sum;
}

static bool expected_before(const struct expect *begin, const struct expect *e)
{
	for (; begin < e; begin++)
		if (begin->reason == e->reason && holds(begin, e->reason))
			return true;
	return false;
}

u32 expected_reason(const struct workload *w, u32 i)
{
	for (const struct expect *e = first(w); e->isa; e++)
		if (holds(e, e->reason) && !expected_before(first(w), e) && !i--)
			return e->reason;
	return UNDEFINED;
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
