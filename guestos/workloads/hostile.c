// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hostile guest: random calls of all leaves of the counter interface, with any
 * index, at CPL 0 and CPL 3, on all vCPUs at once, with CPUID faulting. A vCPU knows
 * its own CPUIDs to the last, so each answer is known, or at least what it cannot be.
 */
#include "hostile.h"
#include "lib/string.h"
#include "machine/console.h"
#include "machine/fwcfg.h"
#include "machine/memory.h"
#include "machine/panic.h"
#include "machine/smp.h"
#include "machine/trap.h"
#include "machine/user.h"
#include "measure/workload.h"

#define CLASS_LEAVES 256

/* Rows of what a vCPU has seen: each reason's, SVM's outliers behind, and the total's. */
#define SMALL_REASONS 0xa7
#define NPF_REASONS   4
#define ROW_NPF	      SMALL_REASONS
#define ROW_INVALID   (ROW_NPF + NPF_REASONS)
#define ROW_TOTAL     (ROW_INVALID + 1)
#define ROWS	      (ROW_TOTAL + 1)

/* What a row has: the count, then the metrics. */
#define COLUMN_COUNT  0
#define COLUMN_METRIC 1
#define COLUMNS	      (1 + METRICS)

#define SCOPES 2 /* the VM's sum, this vCPU alone: VIEW_THIS_VCPU / 2 */

/* What is known of a number of CPUID exits: it lies between these. */
struct bounds {
	u64 low, high;
};

struct mind {
	u64 random;
	u64 own;    /* CPUIDs of this vCPU, executed and counted */
	bool known; /* whether that is known */
	u32 window; /* how often operation 0 has come: only vCPUs in the same window know of each other */
	u64 started, done; /* `own`, for the others: with those under way, without them */
	u32 view, latches;
	u32 copy, copied_in; /* EDX of the leaf that reads a latch, and of which latch that was */
	struct bounds latched[SCOPES]; /* CPUID's count when the latch was made */
	/*
	 * The least that a live number can be; and what that was when the latch was made, for those that
	 * have been read live since that latch. The latched numbers that have been read.
	 */
	u64 least[SCOPES][ROWS][COLUMNS], before[SCOPES][ROWS][COLUMNS];
	u32 read_since[SCOPES][ROWS][COLUMNS];
	u64 latched_value[ROWS][COLUMNS];
	u32 latched_in[ROWS][COLUMNS];
	struct hostile_call calls[HOSTILE_CALLS];
	struct bounds bounds[SCOPES]; /* CPUID's count at the first call, of both scopes */
	bool bounded;		      /* whether the VM's is known */
};

enum kind {
	UNKNOWN,
	NOT_DEFINED,
	NOT_HANDLED,
	HANDLED,
};

static struct mind *minds; /* one a vCPU */
static u8 kinds[ROWS];	   /* of each reason, as the interface says: abi.reasons has the manuals' */
static bool nested_ran;	   /* before these rows; else no exit can be a nested guest's */
static u64 seed = 1;

static struct mind *mine(void)
{
	return &minds[this_cpu()->index];
}

static u64 load(const u64 *value)
{
	return __atomic_load_n(value, __ATOMIC_ACQUIRE);
}

static void store(u64 *to, u64 value)
{
	__atomic_store_n(to, value, __ATOMIC_RELEASE);
}

/* xorshift64* (Marsaglia 2003, Vigna 2016): the state is never 0. */
u64 hostile_random(void)
{
	struct mind *m = mine();

	m->random ^= m->random >> 12;
	m->random ^= m->random << 25;
	m->random ^= m->random >> 27;
	return m->random * 0x2545f4914f6cdd1d;
}

static u32 below(u32 n)
{
	return (hostile_random() >> 32) % n;
}

/* The row of @reason, or -1 if no numbering can define it. */
static int row_of(u32 reason)
{
	if (reason < SMALL_REASONS)
		return reason;
	if (reason - SVM_NPF < NPF_REASONS)
		return ROW_NPF + reason - SVM_NPF;
	return reason == SVM_INVALID ? ROW_INVALID : -1;
}

static u32 reason_of(u32 row)
{
	if (row < SMALL_REASONS)
		return row;
	return row == ROW_INVALID ? SVM_INVALID : SVM_NPF + row - ROW_NPF;
}

static enum kind kind_of(u32 reason)
{
	int row = row_of(reason);

	return row < 0 ? NOT_DEFINED : kinds[row];
}

static void learn_reasons(void)
{
	for (u32 row = 0; row < ROW_TOTAL; row++) {
		u32 reason = reason_of(row);
		struct cpuid r = cpuid(LEAF_COUNT, reason);

		if (r.edx == UNDEFINED)
			kinds[row] = NOT_DEFINED;
		else
			kinds[row] = r.ecx == reason ? HANDLED : NOT_HANDLED;
		if (kinds[row] != NOT_DEFINED && counter_metric(reason, METRIC_NESTED).value)
			nested_ran = true;
	}
}

static void read_seed(void)
{
	char text[24];

	if (fwcfg_read_string("opt/exitscope/hostile.seed", text, sizeof(text)) &&
	    !parse_u64(text, &seed))
		panic("opt/exitscope/hostile.seed is not a number");
	print("# hostile: seed %lu, %u calls an operation\n", seed, HOSTILE_CALLS);
}

const char *hostile_setup(void)
{
	if (!counters.present)
		return counters.why_not;
	user_init(conditions() & QUIRK_STALE_EVENT);
	learn_reasons();
	read_seed();
	if (!minds)
		minds = memory_take(smp_count() * sizeof(*minds), 8);
	if (!minds)
		return "too little memory for what each vCPU keeps";
	memset(minds, 0, smp_count() * sizeof(*minds));
	for (u32 i = 0; i < smp_count(); i++)
		minds[i].random = (seed + i + 1) * 0x9e3779b97f4a7c15 | 1;
	return NULL;
}

/* A number near those that mean something. */
static u32 choose_reason(void)
{
	static const u32 edges[] = { 0xa6,  0xa7,  0xff,  0x100,  0x3ff,
				     0x400, 0x403, 0x404, 0xfffe, 0xffff };
	u32 any = hostile_random() >> 32;

	switch (below(8)) {
	case 0:
		return any;
	case 1:
		return edges[below(ARRAY_SIZE(edges))];
	case 2:
		return (1U << any % 32) - 1 + below(3);
	case 3:
		return reason_of_cpuid(counters.numbering);
	default:
		return reason_of(below(ROW_TOTAL));
	}
}

static u32 choose_index(u32 leaf)
{
	u32 metric = below(4) ? below(METRICS) : hostile_random() >> 48;

	switch (below(8)) {
	case 0:
		return hostile_random() >> 32;
	case 1:
		return choose_reason();
	default:
		if (leaf == LEAF_VIEW)
			return below(8);
		return leaf == LEAF_METRIC ? (choose_reason() & 0xffff) | metric << 16
					   : choose_reason();
	}
}

static u32 choose_leaf(void)
{
	static const u32 leaves[] = { LEAF_VERSION, LEAF_VIEW,	LEAF_METRIC, LEAF_METRIC,
				      LEAF_METRIC,  LEAF_COUNT, LEAF_COUNT,  LEAF_TOTAL };

	return below(4) ? leaves[below(ARRAY_SIZE(leaves))] : LEAF_SIGNATURE + below(CLASS_LEAVES);
}

static void choose_call(struct hostile_call *call, u32 leaf, u32 index)
{
	u64 rubbish = hostile_random() << 32;

	call->in[0] = rubbish | leaf;
	call->in[1] = hostile_random();
	call->in[2] = rubbish | index;
	call->in[3] = hostile_random();
}

struct hostile_call *hostile_choose(u64 i)
{
	struct mind *m = mine();

	for (u32 n = 0; n < HOSTILE_CALLS; n++) {
		u32 leaf = choose_leaf();

		choose_call(&m->calls[n], leaf, choose_index(leaf));
	}
	if (!i) {
		choose_call(&m->calls[0], LEAF_VIEW, VIEW_THIS_VCPU);
		choose_call(&m->calls[1], LEAF_METRIC, reason_of_cpuid(counters.numbering));
		m->known = false;
	}
	return m->calls;
}

void hostile_execute(void)
{
	struct mind *m = mine();

	for (struct hostile_call *c = m->calls; c < m->calls + HOSTILE_CALLS; c++) {
		u64 rax = c->in[0], rbx = c->in[1], rcx = c->in[2], rdx = c->in[3], faulted = 1;

		asm volatile("1: cpuid; xorl %k4, %k4\n" FAULT_TO_EAX
			     : "+a"(rax), "+b"(rbx), "+c"(rcx), "+d"(rdx), "+r"(faulted)
			     :
			     : "memory");
		*c = (struct hostile_call){
			.in = { c->in[0], c->in[1], c->in[2], c->in[3] },
			.out = { rax, rbx, rcx, rdx },
			.faulted = faulted,
		};
	}
}

/* Whether all vCPUs are in this window, so that each knows its own count. */
static bool all_know(const struct mind *m)
{
	for (u32 i = 0; i < smp_count(); i++)
		if (__atomic_load_n(&minds[i].window, __ATOMIC_ACQUIRE) != m->window)
			return false;
	return true;
}

void hostile_begin(enum hostile_place place)
{
	struct mind *m = mine();

	m->bounded = m->known && all_know(m);
	m->bounds[0].low = 0;
	for (u32 i = 0; i < smp_count(); i++)
		m->bounds[0].low += &minds[i] == m ? m->own : load(&minds[i].done);
	if (place != HOSTILE_EMULATED)
		store(&m->started, m->own + HOSTILE_CALLS);
}

void hostile_done(enum hostile_place place)
{
	struct mind *m = mine();

	if (place != HOSTILE_EMULATED)
		store(&m->done, m->own + HOSTILE_CALLS);
	m->bounds[0].high = 0;
	for (u32 i = 0; i < smp_count(); i++)
		m->bounds[0].high += &minds[i] == m ? m->own : load(&minds[i].started);
	m->bounds[1] = (struct bounds){ m->own, m->own };
}

static void __noreturn complain(const struct hostile_call *c, const char *what)
{
	static char text[200];
	static bool dying;

	/* Two vCPUs would write into one another's line. */
	while (__atomic_exchange_n(&dying, true, __ATOMIC_ACQUIRE))
		cpu_pause();
	panic(format_into(text, sizeof(text),
			  "%s: leaf 0x%lx, ECX 0x%lx answers 0x%lx 0x%lx 0x%lx 0x%lx", what,
			  c->in[0] & 0xffffffff, c->in[2] & 0xffffffff, c->out[0], c->out[1],
			  c->out[2], c->out[3]));
}

static bool answers(const struct hostile_call *c, u32 eax, u32 ebx, u32 ecx, u32 edx)
{
	return c->out[0] == eax && c->out[1] == ebx && c->out[2] == ecx && c->out[3] == edx;
}

static bool is_undefined(const struct hostile_call *c)
{
	return answers(c, 0, 0, 0, UNDEFINED);
}

static void must(bool good, const struct hostile_call *c, const char *what)
{
	if (!good)
		complain(c, what);
}

/* @value's other bits than those of @mask, from the least that it can be. */
static u64 grown_from(const struct hostile_call *c, u64 least, u64 value, u64 mask)
{
	u64 grown = (value - least) & mask;

	must(grown <= mask / 2, c, "a number fell");
	return least + grown;
}

/* Live it never falls. */
static u64 judge_live(const struct hostile_call *c, u32 scope, u32 row, u32 column, u64 value,
		      u64 mask)
{
	struct mind *m = mine();
	u64 *least = &m->least[scope][row][column];

	if (m->read_since[scope][row][column] != m->latches) {
		m->read_since[scope][row][column] = m->latches;
		m->before[scope][row][column] = *least;
	}
	*least = grown_from(c, *least, value, mask);
	return *least;
}

/* Of a latch it never changes, and lies between what was read live before it and after it. */
static u64 judge_latched(const struct hostile_call *c, u32 scope, u32 row, u32 column, u64 value,
			 u64 mask)
{
	struct mind *m = mine();
	u64 *least = &m->least[scope][row][column], *latched = &m->latched_value[row][column];

	if (m->latched_in[row][column] == m->latches) {
		must((*latched & mask) == value, c, "a latched number moved");
		return *latched;
	}
	if (m->read_since[scope][row][column] == m->latches) {
		*latched = grown_from(c, m->before[scope][row][column], value, mask);
		must(*latched <= *least, c, "a latched number is more than a live one after it");
	} else {
		*latched = *least = grown_from(c, *least, value, mask);
	}
	m->latched_in[row][column] = m->latches;
	return *latched;
}

/* A number that was read by @view. @mask: the bits of it that were told. */
static u64 judge_number(const struct hostile_call *c, u32 view, u32 row, u32 column, u64 value,
			u64 mask)
{
	u32 scope = view / VIEW_THIS_VCPU;

	return view & VIEW_LATCH ? judge_latched(c, scope, row, column, value, mask)
				 : judge_live(c, scope, row, column, value, mask);
}

/* What CPUID's count may be at call @n, read by @view; 0 and 0 where that is not known. */
static struct bounds bounds_at(const struct mind *m, u32 view, u32 n, bool exits)
{
	struct bounds b = m->bounds[view / VIEW_THIS_VCPU];

	if (view & VIEW_LATCH)
		return m->latched[view / VIEW_THIS_VCPU];
	if (!(view & VIEW_THIS_VCPU) && !m->bounded)
		return (struct bounds){};
	b.low += exits ? n + 1 : 0;
	b.high += exits ? n + 1 : 0;
	return b;
}

static void judge_count(const struct hostile_call *c, u32 view, u32 n, u32 reason, u64 value,
			u64 mask, bool exits)
{
	struct mind *m = mine();
	u64 count = judge_number(c, view, row_of(reason), COLUMN_COUNT, value, mask);
	struct bounds b = bounds_at(m, view, n, exits);

	if (reason != reason_of_cpuid(counters.numbering) || !m->known || !b.high)
		return;
	must(count >= b.low && count <= b.high, c, "not the number of CPUIDs executed");
}

static void judge_total(const struct hostile_call *c, u32 view)
{
	judge_number(c, view, ROW_TOTAL, COLUMN_COUNT, c->out[3] << 32 | c->out[0], ~0ULL);
	judge_number(c, view, ROW_TOTAL, COLUMN_METRIC, c->out[1] << 32 | c->out[2], ~0ULL);
}

static void judge_view(const struct hostile_call *c, u32 n, u32 view, bool exits)
{
	struct mind *m = mine();

	if (!exits || view & ~(VIEW_LATCH | VIEW_THIS_VCPU)) {
		must(is_undefined(c), c, "an undefined view is answered");
		return;
	}
	if (view & VIEW_LATCH) {
		m->latches++;
		m->latched[view / VIEW_THIS_VCPU] = bounds_at(m, view & VIEW_THIS_VCPU, n, exits);
	}
	m->view = view;
	judge_total(c, view);
}

/* EDX of the leaf that reads by the view: of a latch its number, another than the one before. */
static void judge_copy(const struct hostile_call *c)
{
	struct mind *m = mine();
	u32 copy = c->out[3];

	must(!(copy & COPY_THIS_VCPU) == !(m->view & VIEW_THIS_VCPU), c, "EDX has another scope");
	must((copy & COPY_NUMBER) != COPY_NUMBER, c, "EDX is that of what is not defined");
	must(!(copy & COPY_NUMBER) == !(m->view & VIEW_LATCH), c, "EDX is not that of the view");
	if (!(m->view & VIEW_LATCH))
		return;
	if (m->copied_in == m->latches)
		must(copy == m->copy, c, "a copy has two numbers");
	else
		must((copy & COPY_NUMBER) != (m->copy & COPY_NUMBER), c,
		     "two copies have one number");
	m->copy = copy;
	m->copied_in = m->latches;
}

static void judge_metric(const struct hostile_call *c, u32 n, u32 index, bool exits)
{
	u32 reason = index & 0xffff, metric = index >> 16, view = mine()->view;

	if (kind_of(reason) == NOT_DEFINED || metric >= METRICS) {
		must(is_undefined(c), c, "an undefined reason or metric is answered");
		return;
	}
	judge_copy(c);
	judge_count(c, view, n, reason, c->out[0], 0xffffffff, exits);
	judge_number(c, view, row_of(reason), COLUMN_METRIC + metric, c->out[1] << 32 | c->out[2],
		     ~0ULL);
	must(metric != METRIC_NESTED || nested_ran || !(c->out[1] | c->out[2]), c,
	     "exits of a nested guest without one");
}

static void judge_count_leaf(const struct hostile_call *c, u32 n, u32 reason, bool exits)
{
	enum kind kind = kind_of(reason);

	if (kind == NOT_DEFINED) {
		must(is_undefined(c), c, "an undefined reason is answered");
	} else if (kind == NOT_HANDLED) {
		must(answers(c, 0, 0, 0, 0), c, "a reason without a handler is answered");
	} else {
		must(c->out[2] == reason && !c->out[3], c, "ECX is not the reason or EDX not 0");
		judge_count(c, VIEW_LIVE, n, reason, c->out[1] << 32 | c->out[0], ~0ULL, exits);
	}
}

/* What may change while the VM runs: APICv can be inhibited, and the nested guests' host sets EFER.SVME. */
#define FLAGS_MOVING                                                                               \
	(APICV | X2APIC_PASSTHROUGH | IPI_VIRTUALIZATION | X2APIC_ICR | X2APIC_SELF_IPI |          \
	 X2APIC_TIMER | PREEMPTION_TIMER | PML | GIF_PASSTHROUGH | VMLOAD_PASSTHROUGH)

static void judge_version(const struct hostile_call *c)
{
	must(c->out[0] == COUNTERS_ABI && c->out[1] == counters.numbering &&
		     c->out[2] == counters.metrics &&
		     !((c->out[3] ^ counters.flags) & ~FLAGS_MOVING),
	     c, "not the version, numbering, metrics and flags that it was");
}

static void judge_call(const struct hostile_call *c, u32 n, bool exits)
{
	u32 leaf = c->in[0], index = c->in[2];

	switch (leaf) {
	case LEAF_SIGNATURE:
		must(answers(c, LEAF_TOTAL, 0x74697845, 0x6e756f43, 0x73726574), c,
		     "not the signature");
		break;
	case LEAF_VERSION:
		judge_version(c);
		break;
	case LEAF_VIEW:
		judge_view(c, n, index, exits);
		break;
	case LEAF_METRIC:
		judge_metric(c, n, index, exits);
		break;
	case LEAF_COUNT:
		judge_count_leaf(c, n, index, exits);
		break;
	case LEAF_TOTAL:
		judge_total(c, VIEW_LIVE);
		break;
	default:
		must(answers(c, 0, 0, 0, 0), c, "a reserved leaf is not all 0");
	}
}

/* A fault leaves the registers as they were, but for RAX, in which FAULT_TO_EAX says which. */
static void judge_fault(const struct hostile_call *c)
{
	must(c->faulted && c->out[0] == VECTOR_GP, c, "CPUID faulting is on, and it did not fault");
	must(c->out[1] == c->in[1] && c->out[2] == c->in[2] && c->out[3] == c->in[3], c,
	     "a CPUID that faulted changed a register");
}

/* Operation 0: the second call told how many CPUIDs this vCPU had executed, both among them. */
static void learn_own(struct mind *m)
{
	m->own = m->calls[1].out[0] - 2;
	m->bounds[1] = (struct bounds){ m->own, m->own };
	m->known = true;
}

/* From now on the others may count on what this vCPU says. */
static void enter_window(struct mind *m)
{
	store(&m->started, m->own);
	store(&m->done, m->own);
	__atomic_add_fetch(&m->window, 1, __ATOMIC_RELEASE);
}

void hostile_judge(enum hostile_place place)
{
	struct mind *m = mine();
	bool exits = place != HOSTILE_EMULATED, first = exits && !m->known;

	if (first)
		learn_own(m);
	for (u32 n = 0; n < HOSTILE_CALLS; n++) {
		const struct hostile_call *c = &m->calls[n];

		if (place == HOSTILE_FAULTS) {
			judge_fault(c);
			continue;
		}
		must(!c->faulted, c, "CPUID faults");
		judge_call(c, n, exits);
	}
	if (exits)
		m->own += HOSTILE_CALLS;
	if (first)
		enter_window(m);
}

/* A burst at CPL 0 or 3. The first of a window is at CPL 0, where it has answers in any case. */
static void burst(u64 i, enum hostile_place at_cpl3)
{
	bool user = i && counters.flags & USER_LEAVES && hostile_random() >> 63;
	enum hostile_place place = user ? at_cpl3 : HOSTILE_EXITS;

	hostile_choose(i);
	hostile_begin(place);
	if (user)
		user_run(hostile_execute);
	else
		hostile_execute();
	hostile_done(place);
	hostile_judge(place);
}

static void op_calls(u64 i)
{
	burst(i, HOSTILE_EXITS);
}

WORKLOAD(hostile_calls) = {
	.name = "hostile.cpuid",
	.summary = "random leaves and indexes of the counters, at CPL 0 and 3: defined answers only",
	.setup = hostile_setup,
	.op = op_calls,
	.manual = true,
	.expect = EXITS(ON_VMX(CPUID, HOSTILE_CALLS), ON_SVM(CPUID, HOSTILE_CALLS)),
};

#define MSR_PLATFORM_INFO	     0xce
#define PLATFORM_INFO_CPUID_FAULT    BIT(31)
#define MSR_MISC_FEATURES_ENABLES    0x140
#define MISC_FEATURES_CPUID_FAULTING BIT(0)

/* Called by each vCPU: by the first before the others, and it sets up the minds of all. */
static const char *setup_faulting(void)
{
	const char *why_not = this_cpu()->index ? NULL : hostile_setup();

	if (why_not)
		return why_not;
	if (!(rdmsr(MSR_PLATFORM_INFO) & PLATFORM_INFO_CPUID_FAULT))
		return "no CPUID faulting";
	wrmsr(MSR_MISC_FEATURES_ENABLES, MISC_FEATURES_CPUID_FAULTING);
	return NULL;
}

static void teardown_faulting(void)
{
	wrmsr(MSR_MISC_FEATURES_ENABLES, 0);
}

static void op_faulting(u64 i)
{
	burst(i, HOSTILE_FAULTS);
}

/* The exit comes before the fault, so both are counted. */
WORKLOAD(hostile_faulting) = {
	.name = "hostile.faulting",
	.summary = "the same with CPUID faulting: at CPL 3 each ends in #GP, and changes nothing",
	.setup = setup_faulting,
	.teardown = teardown_faulting,
	.per_cpu = true,
	.op = op_faulting,
	.manual = true,
	.expect = EXITS(ON_VMX(CPUID, HOSTILE_CALLS), ON_SVM(CPUID, HOSTILE_CALLS)),
};
