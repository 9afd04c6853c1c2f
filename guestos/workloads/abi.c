// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counter interface itself, ABI 1, by raw registers: what
 * host-patch/README.md promises, sentence by sentence. The tables of reasons are
 * this file's own and not the patch's, so that a mistake in either shows.
 */
#include "lib/string.h"
#include "machine/smp.h"
#include "measure/workload.h"

struct range {
	u32 first, last;
};

/* SDM vol. 3, appendix C: the basic exit reasons that are defined. */
static const struct range vmx_defined[] = {
	{ 0, 34 }, { 36, 37 }, { 39, 41 }, { 43, 70 }, { 72, 81 }, { 84, 85 },
};

/* Those that KVM 6.12 has a handler for (kvm_vmx_exit_handlers). */
static const struct range vmx_handled[] = {
	{ 0, 2 },   { 7, 10 },	{ 12, 15 }, { 18, 32 }, { 36, 37 },
	{ 39, 41 }, { 43, 50 }, { 52, 62 }, { 74, 75 },
};

/* APM vol. 2, appendix C. VMEXIT_INVALID, -1 in hardware, is 0xffff in this interface. */
static const struct range svm_defined[] = {
	{ 0x00, 0xa6 },
	{ 0x400, 0x403 },
	{ 0xffff, 0xffff },
};

/* svm_exit_handlers. */
static const struct range svm_handled[] = {
	{ 0x00, 0x00 }, { 0x03, 0x04 }, { 0x08, 0x08 }, { 0x10, 0x10 }, { 0x13, 0x14 },
	{ 0x18, 0x18 }, { 0x20, 0x27 }, { 0x30, 0x37 }, { 0x41, 0x41 }, { 0x43, 0x43 },
	{ 0x46, 0x46 }, { 0x4d, 0x4e }, { 0x51, 0x52 }, { 0x60, 0x62 }, { 0x64, 0x65 },
	{ 0x6f, 0x6f }, { 0x72, 0x74 }, { 0x76, 0x7d }, { 0x7f, 0x87 }, { 0x89, 0x8b },
	{ 0x8d, 0x90 }, { 0x94, 0x94 }, { 0x98, 0x98 }, { 0xa2, 0xa2 }, { 0x400, 0x402 },
};

/*
 * Those that some KVMs have a handler for: 7.3 those of SEAMCALL, TDCALL, and MSRs by immediate, of ICEBP,
 * bus lock and idle HLT; and VMGEXIT is one with CONFIG_KVM_AMD_SEV only.
 */
static const struct range vmx_sometimes[] = { { 76, 77 }, { 84, 85 } };
static const struct range svm_sometimes[] = { { 0x88, 0x88 }, { 0xa5, 0xa6 }, { 0x403, 0x403 } };

#define IN(table, reason) in_ranges(table, ARRAY_SIZE(table), reason)

static bool in_ranges(const struct range *r, size_t n, u32 reason)
{
	for (; n; n--, r++)
		if (reason >= r->first && reason <= r->last)
			return true;
	return false;
}

static bool is_defined(u32 reason)
{
	return counters.numbering == ISA_VMX ? IN(vmx_defined, reason) : IN(svm_defined, reason);
}

static bool is_handled(u32 reason)
{
	return counters.numbering == ISA_VMX ? IN(vmx_handled, reason) : IN(svm_handled, reason);
}

static bool is_sometimes_handled(u32 reason)
{
	return counters.numbering == ISA_VMX ? IN(vmx_sometimes, reason)
					     : IN(svm_sometimes, reason);
}

static bool equals(struct cpuid r, u32 eax, u32 ebx, u32 ecx, u32 edx)
{
	return r.eax == eax && r.ebx == ebx && r.ecx == ecx && r.edx == edx;
}

static bool is_undefined(struct cpuid r)
{
	return equals(r, 0, 0, 0, UNDEFINED);
}

static const char *complain(const char *what, u32 leaf, u32 ecx, struct cpuid r)
{
	static char text[160];

	return format_into(text, sizeof(text),
			   "%s: leaf 0x%x, ECX 0x%x answers 0x%x 0x%x 0x%x 0x%x", what, leaf, ecx,
			   r.eax, r.ebx, r.ecx, r.edx);
}

static const char *check_signature(void)
{
	static const u32 any[] = { 0, 1, 0xffff, 0xffffffff };

	for (size_t i = 0; i < ARRAY_SIZE(any); i++) {
		struct cpuid r = cpuid(LEAF_SIGNATURE, any[i]);

		if (!equals(r, LEAF_TOTAL, 0x74697845, 0x6e756f43, 0x73726574))
			return complain("not the signature", LEAF_SIGNATURE, any[i], r);
	}
	return NULL;
}

WORKLOAD(abi_signature) = {
	.name = "abi.signature",
	.summary = "leaf 0x4fffff00: highest leaf and signature, whatever ECX holds",
	.check = check_signature,
};

static const char *check_version(void)
{
	struct cpuid r = cpuid(LEAF_VERSION, 0);

	if (r.eax != COUNTERS_ABI || (r.ebx != ISA_VMX && r.ebx != ISA_SVM) ||
	    r.ecx != (1 << METRICS) - 1 || r.edx & ~(BIT(FLAG_COUNT) - 1))
		return complain("not version 1", LEAF_VERSION, 0, r);
	return NULL;
}

WORKLOAD(abi_version) = {
	.name = "abi.version",
	.summary = "leaf 0x4fffff01: version, numbering, metrics, flags",
	.check = check_version,
};

static const char *check_count_leaf(u32 reason)
{
	struct cpuid r = cpuid(LEAF_COUNT, reason);

	if (!is_defined(reason))
		return is_undefined(r)
			       ? NULL
			       : complain("an undefined reason has a count", LEAF_COUNT, reason, r);
	if (is_sometimes_handled(reason) && equals(r, 0, 0, 0, 0))
		return NULL;
	if (!is_handled(reason) && !is_sometimes_handled(reason))
		return equals(r, 0, 0, 0, 0) ? NULL
					     : complain("a reason without a handler is not all 0",
							LEAF_COUNT, reason, r);
	if (r.ecx != reason || r.edx)
		return complain("ECX is not the reason or EDX not 0", LEAF_COUNT, reason, r);
	return NULL;
}

static const char *check_metric_leaf(u32 reason)
{
	for (u32 metric = 0; metric < METRICS; metric++) {
		u32 ecx = reason | metric << 16;
		struct cpuid r = cpuid(LEAF_METRIC, ecx);

		if (is_defined(reason) ? r.edx != 0 : !is_undefined(r))
			return complain("EDX is wrong", LEAF_METRIC, ecx, r);
	}
	return NULL;
}

static const char *check_reason(u32 reason)
{
	const char *wrong = check_count_leaf(reason);

	if (!wrong && reason <= 0xffff)
		wrong = check_metric_leaf(reason);
	return wrong;
}

static const char *check_reasons(void)
{
	const char *wrong = NULL;

	for (u32 reason = 0; reason < 0x420 && !wrong; reason++)
		wrong = check_reason(reason);
	/* A sample of the rest: each power of two, one less, one more, and the top. */
	for (u32 bit = 10; bit < 32 && !wrong; bit++)
		for (u32 near = 0; near < 3 && !wrong; near++)
			wrong = check_reason((1U << bit) - 1 + near);
	return wrong ? wrong : check_reason(0xffffffff);
}

WORKLOAD(abi_reasons) = {
	.name = "abi.reasons",
	.summary = "leaves 0x4ffffffd and 0x4ffffffe: each reason, undefined and unhandled ones",
	.check = check_reasons,
};

static const char *check_undefined(void)
{
	static const u32 views[] = { 4, 5, 8, 0x80000000, 0xffffffff };
	u32 cpuid_reason = reason_of_cpuid(counters.numbering);
	u32 before;

	for (u32 metric = METRICS; metric <= 0xffff; metric = metric * 2 + 1) {
		u32 ecx = cpuid_reason | metric << 16;
		struct cpuid r = cpuid(LEAF_METRIC, ecx);

		if (!is_undefined(r))
			return complain("an undefined metric answers", LEAF_METRIC, ecx, r);
	}
	counter_view(VIEW_LATCH);
	before = counter_total();
	for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
		struct cpuid r = cpuid(LEAF_VIEW, views[i]);

		if (!is_undefined(r))
			return complain("an undefined view answers", LEAF_VIEW, views[i], r);
	}
	return counter_total() == before ? NULL : "an undefined view moved the latch";
}

WORKLOAD(abi_undefined) = {
	.name = "abi.undefined",
	.summary = "metrics and views that are not defined, and that these set nothing",
	.check = check_undefined,
};

static const char *check_live(void)
{
	u32 reason = reason_of_cpuid(counters.numbering);
	u64 count, total;

	counter_view(0);
	count = counter_count(reason);
	for (u32 i = 1; i <= 10; i++)
		if (counter_count(reason) != count + i)
			return "a live count does not grow by the reading CPUID alone";
	count = counter_count(reason);
	total = counter_total();
	return counter_count(reason) == count + 2 && counter_total() >= total + 2
		       ? NULL
		       : "the total does not count the reading CPUID";
}

WORKLOAD(abi_live) = {
	.name = "abi.live",
	.summary = "view 0: the exit of the reading CPUID is in what it reads",
	.check = check_live,
};

/* All counters of a latched view, folded into one number that any change changes. */
static u64 digest(void)
{
	u64 sum = counter_total();

	for (u32 reason = 0; reason < 0x420; reason++) {
		for (u32 metric = 0; metric < METRICS && is_defined(reason); metric++) {
			struct metric_value m = counter_metric(reason, metric);

			sum = (sum ^ m.count ^ m.value) * 0x100000001b3;
		}
	}
	return sum;
}

static const char *check_latch(void)
{
	u64 first, second;

	counter_view(VIEW_LATCH);
	first = digest();
	if (digest() != first)
		return "a latched counter moved";
	counter_view(VIEW_LATCH);
	second = digest();
	if (second == first)
		return "the next latch shows the same";
	return digest() == second ? NULL : "the second latch moved";
}

WORKLOAD(abi_latch) = {
	.name = "abi.latch",
	.summary = "view bit 0: nothing moves until the next view is set",
	.check = check_latch,
};

/* A view's own answer is the total as it has just been set: exits, and handled cycles. */
static const char *check_view_answer(void)
{
	u64 exits;

	for (u32 view = 0; view <= (VIEW_LATCH | VIEW_THIS_VCPU); view++) {
		struct cpuid r = cpuid(LEAF_VIEW, view);
		struct cpuid total = cpuid(LEAF_TOTAL, 0);

		exits = (u64)r.edx << 32 | r.eax;
		if (view & VIEW_LATCH ? !equals(total, r.eax, r.ebx, r.ecx, r.edx)
				      : ((u64)total.edx << 32 | total.eax) <= exits)
			return complain("not the total of the view", LEAF_VIEW, view, r);
	}
	return NULL;
}

WORKLOAD(abi_view_answer) = {
	.name = "abi.view_answer",
	.summary = "leaf 0x4ffffffc answers the total of the view it sets",
	.check = check_view_answer,
};

/* With one vCPU, this vCPU alone is the whole VM; two exits lie between two latches. */
static const char *check_scope(void)
{
	u64 whole, alone;

	counter_view(VIEW_LATCH);
	whole = counter_total();
	counter_view(VIEW_LATCH | VIEW_THIS_VCPU);
	alone = counter_total();
	if (smp_count() == 1 && alone < whole + 2)
		return "this vCPU alone has fewer exits than it made";
	counter_view(VIEW_LATCH);
	return counter_total() >= alone + 2 ? NULL : "the VM has fewer exits than its vCPU";
}

WORKLOAD(abi_scope) = {
	.name = "abi.scope",
	.summary = "view bit 1: this vCPU alone, against the VM's sum",
	.check = check_scope,
};

static const char *check_total(void)
{
	struct cpuid total;
	u64 count = 0, handled = 0;

	counter_view(VIEW_LATCH);
	for (u32 reason = 0; reason <= 0xffff; reason = reason == 0x41f ? 0xffff : reason + 1) {
		if (!is_defined(reason))
			continue;
		struct metric_value m = counter_metric(reason, METRIC_HANDLED);

		count += m.count;
		handled += m.value;
	}
	total = cpuid(LEAF_TOTAL, 0);
	if (((u64)total.edx << 32 | total.eax) != count)
		return complain("the exits do not add up", LEAF_TOTAL, 0, total);
	if (((u64)total.ebx << 32 | total.ecx) != handled)
		return complain("the handled cycles do not add up", LEAF_TOTAL, 0, total);
	return NULL;
}

WORKLOAD(abi_total) = {
	.name = "abi.total",
	.summary = "leaf 0x4fffffff: the sum over the reasons, in a latched view exactly",
	.check = check_total,
};

static const char *check_cycles(void)
{
	u32 reason = reason_of_cpuid(counters.numbering);
	u64 handled, away, nested;

	counter_view(VIEW_LATCH);
	handled = counter_metric(reason, METRIC_HANDLED).value;
	away = counter_metric(reason, METRIC_AWAY).value;
	nested = counter_metric(reason, METRIC_NESTED).value;
	if (!handled)
		return "CPUIDs took no cycles to handle";
	if (away <= handled)
		return "away, which has handled in it, is not more";
	return nested ? "exits of a nested guest without one" : NULL;
}

WORKLOAD(abi_cycles) = {
	.name = "abi.cycles",
	.summary = "metrics 0 to 2: handled within away, and no nested guest",
	.check = check_cycles,
};
