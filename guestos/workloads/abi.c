// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counter interface itself, ABI 2, by raw registers: what
 * host-patch/README.md promises, sentence by sentence. The tables of reasons are
 * this file's own and not the patch's, so that a mistake in either shows.
 */
#include "lib/string.h"
#include "machine/smp.h"
#include "machine/user.h"
#include "measure/workload.h"

/* In no class that KVM, or a VMM, knows: answered as every leaf that there is not. */
#define LEAF_ABSENT 0x4ffffe00

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

static bool is_same(struct cpuid a, struct cpuid b)
{
	return equals(a, b.eax, b.ebx, b.ecx, b.edx);
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
		return complain("not version 2", LEAF_VERSION, 0, r);
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

	counter_view(VIEW_LIVE);
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
	struct cpuid before;

	for (u32 metric = METRICS; metric <= 0xffff; metric = metric * 2 + 1) {
		u32 ecx = cpuid_reason | metric << 16;
		struct cpuid r = cpuid(LEAF_METRIC, ecx);

		if (!is_undefined(r))
			return complain("an undefined metric answers", LEAF_METRIC, ecx, r);
	}
	counter_view(VIEW_LATCH);
	before = cpuid(LEAF_METRIC, cpuid_reason);
	for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
		struct cpuid r = cpuid(LEAF_VIEW, views[i]);

		if (!is_undefined(r))
			return complain("an undefined view answers", LEAF_VIEW, views[i], r);
	}
	return is_same(cpuid(LEAF_METRIC, cpuid_reason), before)
		       ? NULL
		       : "an undefined view moved the latch";
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

	counter_view(VIEW_LIVE);
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

/* All counters of @view's copy, which is @copy, folded into one number that any change changes; 0: of another copy. */
static u64 digest(u32 copy)
{
	u64 sum = copy;

	for (u32 reason = 0; reason < 0x420; reason++) {
		for (u32 metric = 0; metric < METRICS && is_defined(reason); metric++) {
			struct metric_value m = counter_metric(reason, metric);

			if (m.copy != copy || (metric == METRIC_COUNT && (u32)m.value != m.count))
				return 0;
			sum = (sum ^ m.count ^ m.value) * 0x100000001b3;
		}
	}
	return sum;
}

/* The number of the copy that this vCPU reads, with its scope. */
static u32 copy_now(void)
{
	return counter_metric(reason_of_cpuid(counters.numbering), METRIC_HANDLED).copy;
}

static const char *check_latch(void)
{
	u64 first, second;
	u32 copy;

	counter_view(VIEW_LATCH);
	copy = copy_now();
	first = digest(copy);
	if (!first || digest(copy) != first)
		return "a latched counter moved";
	counter_view(VIEW_LATCH);
	if (copy_now() == copy)
		return "the next latch has the same number";
	second = digest(copy_now());
	if (second == first)
		return "the next latch shows the same";
	return second && digest(copy_now()) == second ? NULL : "the second latch moved";
}

WORKLOAD(abi_latch) = {
	.name = "abi.latch",
	.summary = "view bit 0: nothing moves until the next view is set",
	.check = check_latch,
};

/* EDX of leaf 0x4ffffffd, which is the copy's number and scope, after each view and after none. */
static const char *check_copy(void)
{
	u32 last = 0, copy;

	for (u32 i = 0; i < 8; i++) {
		u32 view = i % 4, scope = view & VIEW_THIS_VCPU ? COPY_THIS_VCPU : 0;

		counter_view(view);
		copy = copy_now();
		if ((copy & COPY_THIS_VCPU) != scope)
			return "bit 31 does not say whether it is this vCPU alone";
		if (!(view & VIEW_LATCH) != !(copy & COPY_NUMBER))
			return "a live view has a number, or a copy has none";
		if ((copy & COPY_NUMBER) == COPY_NUMBER)
			return "the copy's number is that of what is not defined";
		if (!(view & VIEW_LATCH))
			continue;
		if (copy == last || copy_now() != copy)
			return "two copies have the same number, or one has two";
		last = copy;
	}
	return NULL;
}

WORKLOAD(abi_copy) = {
	.name = "abi.copy",
	.summary = "leaf 0x4ffffffd tells which copy it reads: each has a number, live has 0",
	.check = check_copy,
};

/*
 * What a latch on this vCPU does to others who read there: nothing. Each reading is one CPUID more in
 * leaves 0x4ffffffe and 0x4fffffff, as if no view were set, while leaf 0x4ffffffd holds still.
 */
static const char *check_beside(void)
{
	u32 reason = reason_of_cpuid(counters.numbering);

	for (u32 view = 0; view <= (VIEW_LATCH | VIEW_THIS_VCPU); view++) {
		u64 latched = counter_view(view), total, count, next;
		u32 copy = copy_now();

		count = counter_count(reason);
		for (u32 i = 0; i < 10; i++, count = next) {
			next = counter_count(reason);
			if (smp_count() == 1 ? next != count + 1 : next <= count)
				return "a count does not go on beside a view";
		}
		total = counter_total();
		if (total < latched + 10 || counter_total() <= total)
			return "the total does not go on beside a view";
		if (copy_now() != copy)
			return "reading beside a view has set another";
	}
	return NULL;
}

WORKLOAD(abi_beside) = {
	.name = "abi.beside",
	.summary = "leaves 0x4ffffffe and 0x4fffffff are live and VM-wide, whatever view is set",
	.check = check_beside,
};

/* What the rows of the view add up to, as leaf 0x4fffffff would answer it. */
static struct cpuid sum_of_rows(void)
{
	u64 count = 0, handled = 0;

	for (u32 reason = 0; reason <= 0xffff; reason = reason == 0x41f ? 0xffff : reason + 1) {
		if (!is_defined(reason))
			continue;
		count += counter_metric(reason, METRIC_COUNT).value;
		handled += counter_metric(reason, METRIC_HANDLED).value;
	}
	return (struct cpuid){ count, handled >> 32, handled, count >> 32 };
}

/* A view's own answer is the total as it has just been set; exits go on after a live one. */
static const char *check_view_answer(void)
{
	for (u32 view = 0; view <= (VIEW_LATCH | VIEW_THIS_VCPU); view++) {
		struct cpuid r = cpuid(LEAF_VIEW, view);
		struct cpuid total = sum_of_rows();
		u64 exits = (u64)r.edx << 32 | r.eax;

		if (view & VIEW_LATCH ? !is_same(total, r)
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

/* With one vCPU, this vCPU alone is the whole VM; one exit lies between two latches. */
static const char *check_scope(void)
{
	u64 whole = counter_view(VIEW_LATCH), alone = counter_view(VIEW_LATCH | VIEW_THIS_VCPU);

	if (smp_count() == 1 && alone < whole + 1)
		return "this vCPU alone has fewer exits than it made";
	return counter_view(VIEW_LATCH) >= alone + 1 ? NULL
						     : "the VM has fewer exits than its vCPU";
}

WORKLOAD(abi_scope) = {
	.name = "abi.scope",
	.summary = "view bit 1: this vCPU alone, against the VM's sum",
	.check = check_scope,
};

/* Between two live totals of the VM lies the total of a latch. */
static const char *check_total(void)
{
	u64 before = counter_total(), latched = counter_view(VIEW_LATCH), after;
	struct cpuid r = sum_of_rows();

	after = counter_total();
	if (((u64)r.edx << 32 | r.eax) != latched)
		return complain("the exits do not add up", LEAF_TOTAL, 0, r);
	return before < latched && latched < after ? NULL
						   : "the live total is not beyond the latched one";
}

WORKLOAD(abi_total) = {
	.name = "abi.total",
	.summary = "leaf 0x4fffffff: the sum over the reasons, live",
	.check = check_total,
};

static struct cpuid seen[3]; /* by CPL 3: the signature, setting a view, and a count */

static void at_user_look(void)
{
	seen[0] = cpuid(LEAF_SIGNATURE, 0);
	seen[1] = cpuid(LEAF_VIEW, VIEW_LATCH);
	seen[2] = cpuid(LEAF_COUNT, reason_of_cpuid(counters.numbering));
}

static const char *setup_user(void)
{
	user_init(conditions() & QUIRK_STALE_EVENT);
	return NULL;
}

/* Where CPL 3 does not see the leaves, they are like any other that there is not, and set nothing. */
static const char *check_user(void)
{
	bool may = counters_flags() & USER_LEAVES;
	struct cpuid none = cpuid(LEAF_ABSENT, 0);

	counter_view(VIEW_LIVE);
	user_run(at_user_look);
	if (!may)
		return is_same(seen[0], none) && !copy_now() ? NULL
							     : "CPL 3 sees what is hidden from it";
	if (seen[0].eax != LEAF_TOTAL || seen[2].ecx != reason_of_cpuid(counters.numbering))
		return "CPL 3 does not see the leaves";
	return copy_now() ? NULL : "CPL 3 cannot set a view";
}

WORKLOAD(abi_user) = {
	.name = "abi.user",
	.summary = "CPL 3 sees the leaves, or none of them: flag user_leaves says which",
	.setup = setup_user,
	.check = check_user,
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
