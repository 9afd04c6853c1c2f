// SPDX-License-Identifier: GPL-2.0-only
#include "measure.h"
#include "crew.h"
#include "inject.h"
#include "lib/string.h"

/* Enough to touch what the loop touches and to settle what a first use settles. */
#define WARMUP_OPS    8
#define DRY_READS     8
#define CALIBRATE_OPS 64

/* The reasons looked for end here: KVM's highest today are 85 and, but for the outlier, 0x403. */
#define SCAN_END_VMX 0x100
#define SCAN_END_SVM 0x420

struct reading {
	u32 count;
	u64 handled, away;
};

static u32 reasons[MAX_REASONS]; /* the defined ones; CPUID's own is the last */
static u32 reason_count;
static struct reading before[MAX_REASONS], after[MAX_REASONS];
static u64 samples[MAX_OPS + WARMUP_OPS];
static struct measurement result;
static u64 tsc_khz;
static bool host_is_busy;
static u64 left_over; /* operations on each vCPU that the window leaves to others */

/* What measuring itself costs, found by measure_init(). */
static struct {
	u64 round_trip;
	u64 handled, away; /* of the CPUIDs that open the window */
} overhead;

static bool wants_cycles(const struct workload *w, u32 reason)
{
	return reason == reasons[reason_count - 1] ||
	       reason_is_background(counters.numbering, reason) || expected_per_op(w, reason);
}

/* The dry run needs no numbers: it reads a few counters, to warm the way. */
static void read_counters(const struct job *job, struct reading *to)
{
	u32 first = job->dry && reason_count > DRY_READS ? reason_count - DRY_READS : 0;

	for (u32 i = first; i < reason_count; i++) {
		struct metric_value m = counter_metric(reasons[i], METRIC_HANDLED);

		to[i] = (struct reading){ .count = m.count, .handled = m.value };
		if (wants_cycles(job->w, reasons[i])) {
			m = counter_metric(reasons[i], METRIC_AWAY);
			to[i].count = m.count;
			to[i].away = m.value;
		}
	}
}

/*
 * CPUID's own reason is the last to be read but for the host's interrupts, which
 * go on meanwhile: the CPUID that opens the window reads them. Between that and
 * the first operation nothing can happen that is not in the window.
 */
static void window_open(const struct job *job)
{
	struct reading *cpuid, *interrupts;
	u32 reason;

	if (counters.by_host && !job->dry)
		counter_count(0);
	if (!counters.present)
		return;
	cpuid = &before[reason_count - 1];
	interrupts = cpuid - 1;
	reason = reasons[reason_count - 2];
	counter_view(0);
	read_counters(job, before);
	interrupts->count = job->dry ? counter_metric(reason, METRIC_HANDLED).count
				     : counter_count(reason);
	cpuid->count++;
}

static void window_close(const struct job *job)
{
	/* Called in the dry run too: its page may not be there, on a busy host. */
	inject_in_window(job->dry ? "" : job->w->name);
	if (counters.present || (counters.by_host && !job->dry))
		counter_view(VIEW_LATCH);
	if (counters.present)
		read_counters(job, after);
}

static void run_window(const struct workload *w, u64 ops, bool dry)
{
	struct job job = {
		.w = w,
		.ops = ops,
		.samples = samples,
		.open = window_open,
		.close = window_close,
		.dry = dry,
	};

	memset(samples, 0, ops * crew_size(w) * sizeof(samples[0]));
	crew_run(&job);
}

static u64 less(u64 value, u64 cost)
{
	return value > cost ? value - cost : 0;
}

/* Elsewhere the reason is the host's own business. */
static bool may_be_late(const struct workload *w, u32 reason)
{
	return w->late && reason_is_background(counters.numbering, reason) &&
	       expected_per_op(w, reason);
}

/* How many operations were late since this was last called. */
static u64 late_operations(const struct workload *w)
{
	return w->late ? w->late() : 0;
}

/* Of which @late were. */
static struct delta delta_of(const struct workload *w, u64 ops, u64 late, u32 i)
{
	bool cpuid = i == reason_count - 1;
	struct delta d = {
		.reason = reasons[i],
		.count = after[i].count - before[i].count - cpuid,
		.expected = ops * expected_per_op(w, reasons[i]),
		.handled = after[i].handled - before[i].handled,
		.away = after[i].away - before[i].away,
	};

	d.late = may_be_late(w, d.reason) ? late : 0;
	if (may_be_late(w, d.reason) && inject_lost(w->name))
		d.count = 0;
	d.count += inject_into_count(w->name, cpuid);
	d.expected += inject_into_expected(w->name, cpuid);
	if (cpuid) {
		d.handled = less(d.handled, overhead.handled);
		d.away = less(d.away, overhead.away);
	} else if (!wants_cycles(w, d.reason)) {
		d.handled = 0;
		d.away = 0;
	}
	d.background = !d.expected && reason_is_background(counters.numbering, d.reason);
	return d;
}

bool delta_is_exact(const struct delta *d)
{
	if (d->background)
		return true;
	return d->count <= d->expected + d->more &&
	       (d->at_most || d->count + d->fewer >= d->expected);
}

static u32 background_exits(const struct workload *w)
{
	u32 sum = 0;

	for (u32 i = 0; i < reason_count; i++)
		if (reason_is_background(counters.numbering, reasons[i]) &&
		    !expected_per_op(w, reasons[i]))
			sum += after[i].count - before[i].count;
	return sum;
}

/* Without counts: what is expected, for the host that counts. */
static void collect_expected(const struct workload *w, u64 ops, u64 late)
{
	u32 cpuid = reason_of_cpuid(counters.numbering);
	bool seen_cpuid = false;
	u32 reason;

	for (u32 i = 0; (reason = expected_reason(w, i)) != UNDEFINED; i++) {
		seen_cpuid |= reason == cpuid;
		result.delta[result.deltas++] = (struct delta){
			.reason = reason,
			.expected = ops * expected_per_op(w, reason) +
				    inject_into_expected(w->name, reason == cpuid),
			.late = may_be_late(w, reason) ? late : 0,
			.at_most = expected_at_most(w, reason),
			.disturbed = expected_disturbed(w, reason),
		};
	}
	if (!seen_cpuid && inject_into_expected(w->name, true))
		result.delta[result.deltas++] = (struct delta){
			.reason = cpuid,
			.expected = inject_into_expected(w->name, true),
		};
}

/* What the host's own exits, so many, may have done to a count. */
static void set_slack(const struct workload *w, struct delta *d, u64 exits)
{
	if (expected_disturbed(w, d->reason) == MORE)
		d->more = exits;
	else if (expected_disturbed(w, d->reason) == FEWER)
		d->fewer = exits;
}

static void collect(const struct workload *w, u64 ops)
{
	u64 late = late_operations(w);
	u32 background;

	result.deltas = 0;
	result.disturbed = 0;
	result.late = 0;
	result.exact = counters.present;
	if (counters.by_host)
		collect_expected(w, ops, late);
	if (!counters.present)
		return;
	background = background_exits(w);
	for (u32 i = 0; i < reason_count; i++) {
		struct delta d = delta_of(w, ops, late, i);

		if (!d.count && !d.expected)
			continue;
		set_slack(w, &d, background);
		d.at_most = expected_at_most(w, d.reason);
		result.exact &= delta_is_exact(&d);
		result.delta[result.deltas++] = d;
	}
}

/*
 * A VMM that reads registers writes them back. Where it does between the exit of the IRET that ends an NMI and that IRET
 * itself, KVM's svm_set_nmi_mask() intercepts it anew, and it exits once more.
 */
static bool exits_again(const struct delta *d)
{
	return host_is_busy && counters.numbering == ISA_SVM && d->reason == SVM_IRET &&
	       d->expected;
}

/*
 * How many exits are missing for deadlines that have passed when KVM looks at them. The guest has seen how many these can be;
 * of a busy host's VMM, which writes the deadline back as it reads registers, it is the host that is asked.
 */
static u64 passed(const struct workload *w, const struct delta *d)
{
	u64 missing = less(d->expected, d->count);

	if (!may_be_late(w, d->reason))
		return 0;
	return host_is_busy ? missing : min_u64(missing, d->late);
}

/*
 * A host that takes a page from its tables has the guest fault when it next uses the page: one exit more,
 * and a host's exit like any other for those that it disturbs. Where there was MMIO, the fault takes the place of
 * the misconfiguration. Pages that the host puts into its tables by itself save faults.
 */
static void excuse(const struct workload *w, struct delta *d, u32 missing, u64 faults)
{
	if (d->reason == missing) {
		d->more = less(d->count, d->expected);
		d->fewer = less(d->expected, d->count);
	} else if (exits_again(d)) {
		d->more = less(d->count, d->expected);
	} else if (passed(w, d)) {
		d->fewer = passed(w, d);
	} else if (counters.numbering == ISA_VMX && d->reason == VMX_EPT_MISCONFIG) {
		d->fewer = faults;
	} else {
		set_slack(w, d, background_exits(w) + faults);
	}
}

/* How many exits more or fewer a host can have caused; @faults: those more that are for missing pages. */
static u64 by_the_host(const struct workload *w, u32 missing, u64 *faults)
{
	u64 sum = 0;

	for (u32 i = 0; i < result.deltas; i++) {
		const struct delta *d = &result.delta[i];

		if (d->reason == missing) {
			*faults = less(d->count, d->expected);
			sum += *faults + less(d->expected, d->count);
		} else if (exits_again(d)) {
			sum += less(d->count, d->expected);
		} else {
			result.late += passed(w, d);
		}
	}
	return sum + result.late;
}

/* The exit that a page takes which a busy host has taken away; no other host does. */
static u32 reason_of_taken_page(void)
{
	return host_is_busy
		       ? reason_of_missing_page(counters.numbering, counters.flags & BIT(FLAG_TDP))
		       : UNDEFINED;
}

/* Only where all that is wrong can be the host's doing; else all of it is the row's. */
static void look_for_disturbance(const struct workload *w)
{
	u32 missing = reason_of_taken_page();
	u64 faults = 0, disturbed = by_the_host(w, missing, &faults);
	static struct delta excused[MAX_REASONS];
	bool exact = true;

	for (u32 i = 0; i < result.deltas; i++) {
		excused[i] = result.delta[i];
		excuse(w, &excused[i], missing, faults);
		exact &= delta_is_exact(&excused[i]);
	}
	if (!disturbed || !exact)
		return;
	memcpy(result.delta, excused, result.deltas * sizeof(excused[0]));
	result.exact = true;
	result.disturbed = disturbed;
}

/* How many operations fit the budget, if they cost what the median of the warm-up's did. */
static u64 within_budget(u64 budget_ms, u64 warm_ops)
{
	u64 cost = stats_of(samples, warm_ops).median;

	return budget_ms * tsc_khz / (cost ? cost : 1) + 1;
}

const struct measurement *measure(const struct workload *w, u64 ops, u64 budget_ms)
{
	u64 limit = w->max_ops ? less(w->max_ops(), left_over * crew_size(w))
			       : MAX_OPS + WARMUP_OPS;
	u64 warm_ops;

	ops = min_u64(ops, less(limit / crew_size(w), WARMUP_OPS));
	warm_ops = min_u64(ops, WARMUP_OPS);
	run_window(w, warm_ops, true);
	late_operations(w);
	if (budget_ms && tsc_khz && warm_ops)
		ops = min_u64(less(limit / crew_size(w), WARMUP_OPS),
			      within_budget(budget_ms, warm_ops));
	conditions_refresh();
	run_window(w, ops, false);
	result.changed = conditions_refresh();
	if (!w->partner)
		ops *= crew_size(w);
	for (u64 i = 0; i < ops; i++)
		samples[i] = less(samples[i], overhead.round_trip);
	result.ops = ops;
	if (ops)
		result.round_trip = stats_of(samples, ops);
	collect(w, ops);
	if (counters.present && !result.exact)
		look_for_disturbance(w);
	return &result;
}

static void add_reason(u32 reason, bool background)
{
	if (reason != reason_of_cpuid(counters.numbering) && reason_count < MAX_REASONS - 1 &&
	    reason_is_background(counters.numbering, reason) == background &&
	    counter_defined(reason))
		reasons[reason_count++] = reason;
}

/*
 * In the order of reading: the host's own exits go on while the counters are
 * read, so those are read late, its interrupts last but for CPUID's reason.
 */
static void find_reasons(void)
{
	u32 end = counters.numbering == ISA_VMX ? SCAN_END_VMX : SCAN_END_SVM;
	u32 interrupt = reason_of_interrupt(counters.numbering);

	for (u32 reason = 0; reason < end; reason++)
		add_reason(reason, false);
	add_reason(SVM_INVALID, false);
	for (u32 reason = 0; reason < end; reason++)
		if (reason != interrupt)
			add_reason(reason, true);
	add_reason(interrupt, true);
	reasons[reason_count++] = reason_of_cpuid(counters.numbering);
}

static void op_empty(u64 i)
{
	(void)i;
}

void measure_init(u64 khz, bool busy)
{
	static const struct workload empty = { .name = "", .op = op_empty };

	tsc_khz = khz;
	host_is_busy = busy;
	if (counters.present)
		find_reasons();
	run_window(&empty, CALIBRATE_OPS, true);
	run_window(&empty, CALIBRATE_OPS, false);
	overhead.round_trip = stats_of(samples, CALIBRATE_OPS).min;
	if (counters.present) {
		overhead.handled =
			after[reason_count - 1].handled - before[reason_count - 1].handled;
		overhead.away = after[reason_count - 1].away - before[reason_count - 1].away;
	}
}

void measure_leave(u64 ops)
{
	left_over = ops;
}

u64 measure_overhead(void)
{
	return overhead.round_trip;
}
