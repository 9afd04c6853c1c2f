// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"
#include "json.h"
#include "lib/string.h"
#include "machine/apic.h"
#include "machine/console.h"
#include "machine/machine.h"
#include "machine/smp.h"
#include "machine/trap.h"
#include "options.h"

static u32 planned, done, passed, failed, skipped;
static u32 disturbed;		/* of those skipped */
static u64 begun, first_result; /* TSC when the guest was entered; cycles from there */
static const struct workload *running;

/* What failed, for the last line of a screen that the rows have left. */
static const char *failures[8];

void report_begin(u32 tests)
{
	planned = tests;
	/* Firmware may have left a line without its end. */
	print("\nKTAP version 1\n1..%u%s\n", tests, tests ? "" : " # SKIP a list, no run");
}

/* How an unpatched host answers the counters' leaves, and its highest basic leaf. */
static void report_answers(void)
{
	static const u32 leaves[] = { LEAF_SIGNATURE, LEAF_VERSION, LEAF_VIEW,
				      LEAF_METRIC,    LEAF_COUNT,   LEAF_TOTAL };
	u32 highest = cpuid(0, 0).eax;

	json_open("answers", '[');
	for (size_t i = 0; i <= ARRAY_SIZE(leaves); i++) {
		struct cpuid r = cpuid(i < ARRAY_SIZE(leaves) ? leaves[i] : highest, 0);
		char text[48];

		json_string(NULL, format_into(text, sizeof(text), "%08x %08x %08x %08x", r.eax,
					      r.ebx, r.ecx, r.edx));
	}
	json_close(']');
}

static const char *numbering_name(void)
{
	static const char *const names[] = { "none", "vmx", "svm" };

	return names[counters.numbering <= ISA_SVM ? counters.numbering : 0];
}

static void report_counters(void)
{
	u32 flags = conditions();

	json_bool("counters", counters.present);
	if (!counters.present) {
		json_string("why_not", counters.why_not);
		report_answers();
	}
	if (counters.by_host)
		json_string("counts", "host");
	else if (!counters.present)
		return;
	else
		json_number("abi", counters.abi);
	json_string("numbering", numbering_name());
	if (counters.present)
		json_number("metrics", counters.metrics);
	json_number("flags", flags);
	json_open("flag_names", '[');
	for (u32 i = 0; i < FLAG_COUNT; i++)
		if (flags & BIT(i))
			json_string(NULL, flag_names[i]);
	json_close(']');
}

static const char *mode_name(enum mode mode)
{
	static const char *const names[] = { "one", "all", "pingpong" };

	return names[mode];
}

void report_host(const char *boot_protocol, struct clock clock)
{
	const char *why_fewer;
	u32 found = smp_found(&why_fewer);

	json_record("host");
	report_counters();
	json_number("vcpus", smp_count());
	json_number("vcpus_found", found);
	json_string("mode", mode_name(options.mode));
	json_number("tsc_khz", clock.tsc_khz);
	json_number("apic_timer_khz", clock.apic_timer_khz);
	json_string("apic", apic_is_x2apic() ? "x2apic" : "xapic");
	json_string("boot", boot_protocol);
	json_number("measuring_cycles", measure_overhead());
	json_number("settle_ms", options.settle_ms);
	json_string("console", console_name());
	json_string("screen", screen_name());
	if (options.busy)
		json_bool("busy", true);
	json_end();
	if (why_fewer)
		print("# %u of %u vCPUs are used: %s\n", smp_count(), found, why_fewer);
	print_screen("Exitscope: %s, %u of %u vCPUs, booted by %s, log on %s\n",
		     counters.present ? numbering_name() : "no exit counters", smp_count(), found,
		     boot_protocol, console_is_screen() ? "the screen" : console_name());
}

void report_untold(void)
{
	if (counters.present)
		print("# this processor is QEMU's emulator, taken at its manual's word: quirks= would say "
		      "what it does otherwise\n");
}

void report_listed(const struct workload *w)
{
	print("# %-24s %s\n", w->name, w->summary);
	json_record("workload");
	json_string("name", w->name);
	json_string("summary", w->summary);
	json_end();
}

void report_running(const struct workload *w)
{
	running = w;
}

void report_entered(u64 tsc)
{
	begun = tsc;
}

static void result_line(const char *verdict, const char *name)
{
	done++;
	running = NULL;
	print("%s %u %s", verdict, done, name);
}

static void report_passed(const char *name)
{
	passed++;
	result_line("ok", name);
	print("\n");
}

static void count_failure(const char *name)
{
	if (failed < ARRAY_SIZE(failures))
		failures[failed] = name;
	failed++;
}

static void report_failed(const char *name)
{
	count_failure(name);
	done++;
	running = NULL;
	print_everywhere("not ok %u %s\n", done, name);
}

static void result_record(const char *name, const char *verdict)
{
	if (!done)
		first_result = rdtsc_ordered() - begun;
	json_record("result");
	json_number("n", done + 1);
	json_string("name", name);
	json_string("verdict", verdict);
}

static const char *name_of(u32 reason)
{
	const char *name = reason_name(counters.numbering, reason);

	return name ? name : "unnamed";
}

static void print_delta(const struct delta *d, u64 ops)
{
	if (!delta_is_exact(d))
		print_everywhere(
			"# WRONG: %s (%u): expected %lu exits in %lu operations, counted %u\n",
			name_of(d->reason), d->reason, d->expected, ops, d->count);
	else
		print("# %s (%u): %u exits%s\n", name_of(d->reason), d->reason, d->count,
		      d->background ? ", the host's own" : "");
}

static void json_delta(const struct delta *d)
{
	json_open(NULL, '{');
	json_number("reason", d->reason);
	json_string("name", name_of(d->reason));
	json_number("count", d->count);
	if (d->background)
		json_bool("background", true);
	else
		json_number("expect", d->expected);
	if (d->more)
		json_number("more", d->more);
	if (d->fewer)
		json_number("fewer", d->fewer);
	if (d->at_most)
		json_bool("at_most", true);
	json_number("handled", d->handled);
	json_number("away", d->away);
	json_close('}');
}

/* For the host that counts: what it has to find. */
static void json_expectation(const struct delta *d)
{
	json_open(NULL, '{');
	json_number("reason", d->reason);
	json_number("expect", d->expected);
	if (d->disturbed)
		json_string("disturbed", d->disturbed == MORE ? "more" : "fewer");
	if (d->late)
		json_number("late", d->late);
	if (d->at_most)
		json_bool("at_most", true);
	json_close('}');
}

static void json_deltas(const struct measurement *m)
{
	json_open(counters.by_host ? "expects" : "exits", '[');
	for (u32 i = 0; i < m->deltas; i++) {
		if (counters.by_host)
			json_expectation(&m->delta[i]);
		else
			json_delta(&m->delta[i]);
	}
	json_close(']');
}

static void json_stats(const struct workload *w, const struct stats *s)
{
	json_open("round_trip", '{');
	json_number("min", s->min);
	json_number("median", s->median);
	json_number("p99", s->p99);
	json_number("max", s->max);
	json_number("mean", s->mean);
	json_bool("steady", s->steady);
	if (!s->steady) {
		json_number("p10", s->p10);
		json_number("p90", s->p90);
	}
	if (w->waits)
		json_bool("waits", true);
	json_close('}');
}

/* Per operation, all exits together: what KVM's handlers take, what it is away, the rest. */
static void print_bench(const struct workload *w, const struct measurement *m)
{
	const struct stats *s = &m->round_trip;
	u64 handled = 0, away = 0, exits = 0;

	for (u32 i = 0; i < m->deltas; i++) {
		handled += m->delta[i].handled;
		away += m->delta[i].away;
		exits += m->delta[i].background ? 0 : m->delta[i].count;
	}
	print("# %-22s %6lu ops  %lu exits  round trip %lu (min %lu, p99 %lu)%s%s", w->name, m->ops,
	      exits, s->median, s->min, s->p99, s->steady ? "" : ", UNSTEADY",
	      w->waits ? ", a wait" : "");
	if (counters.present && exits)
		print("  handled %lu  away %lu", handled / m->ops, away / m->ops);
	if (counters.present && exits && !w->waits)
		print("  transition %lu", s->mean > away / m->ops ? s->mean - away / m->ops : 0);
	print("\n");
}

/* What is expected and counted, for people. */
static void print_exits(const struct workload *w, const struct measurement *m)
{
	print("# %s: %s\n", w->name, w->summary);
	for (u32 i = 0; counters.present && i < m->deltas; i++)
		if (m->delta[i].count || !delta_is_exact(&m->delta[i]))
			print_delta(&m->delta[i], m->ops);
	if (!m->round_trip.steady)
		print("# unsteady: a tenth of the round trips is under %lu, a tenth over %lu\n",
		      m->round_trip.p10, m->round_trip.p90);
}

static void report_disturbed(const struct workload *w, const struct measurement *m)
{
	skipped++;
	disturbed++;
	result_line("ok", w->name);
	print(" # SKIP disturbed: ");
	if (m->late < m->disturbed)
		print("%lu exits more or fewer, which a busy host may cause", m->disturbed);
	if (m->late)
		print("%s%lu deadlines passed while the host had the processor",
		      m->late < m->disturbed ? ", also as " : "", m->late);
	print("\n");
}

void report_measured(const struct workload *w, const struct measurement *m)
{
	bool asserted = counters.present && !m->disturbed;
	const char *verdict = !asserted ? "skip" : m->exact ? "pass" : "fail";
	u32 echoes = trap_echoes();

	if (options.bench)
		print_bench(w, m);
	if (!(options.bench || options.quiet) || (counters.present && !m->exact))
		print_exits(w, m);
	if (echoes)
		print("# the emulator delivered %u interrupts twice; dropped\n", echoes);
	result_record(w->name, verdict);
	json_number("ops", m->ops);
	if (m->disturbed)
		json_number("disturbed", m->disturbed);
	if (echoes)
		json_number("echoes", echoes);
	json_deltas(m);
	json_stats(w, &m->round_trip);
	json_end();

	if (!counters.present) {
		skipped++;
		result_line("ok", w->name);
		print(" # SKIP %s\n", counters.why_not);
	} else if (m->disturbed) {
		report_disturbed(w, m);
	} else if (m->exact) {
		report_passed(w->name);
	} else {
		report_failed(w->name);
	}
}

void report_explained(const struct workload *w, const struct explained *e)
{
	json_record("explain");
	json_string("name", w->name);
	json_number("ops", e->ops);
	json_open("round_trips", '[');
	for (u64 i = 0; i < e->ops; i++)
		json_number(NULL, e->round_trips[i]);
	json_close(']');
	json_end();
}

void report_checked(const struct workload *w, const char *wrong)
{
	if (wrong)
		print_everywhere("# WRONG: %s: %s\n", w->name, wrong);
	result_record(w->name, wrong ? "fail" : "pass");
	json_end();
	if (wrong)
		report_failed(w->name);
	else
		report_passed(w->name);
}

void report_skipped(const struct workload *w, const char *why)
{
	result_record(w->name, "skip");
	json_string("why", why);
	json_end();
	skipped++;
	result_line("ok", w->name);
	print(" # SKIP %s\n", why);
}

void report_changed(const struct workload *w, u32 flags)
{
	print("# while %s ran, the host changed what it does:", w->name);
	for (u32 i = 0; i < FLAG_COUNT; i++)
		if (flags & BIT(i))
			print(" %s", flag_names[i]);
	print("\n");
	report_skipped(w, "the host's configuration changed while it ran");
}

/* The last line, and before it what failed, since its rows may have left the screen. */
static void print_verdict(const char *verdict, const char *message)
{
	if (failed)
		print_screen("failed:");
	for (u32 i = 0; i < failed && i < ARRAY_SIZE(failures); i++)
		print_screen(" %s", failures[i]);
	if (failed > ARRAY_SIZE(failures))
		print_screen(" and %u more", failed - (u32)ARRAY_SIZE(failures));
	print_screen("%sExitscope: %s: %u pass, %u fail, %u skip%s%s\n", failed ? "\n" : "",
		     verdict, passed, failed, skipped, message ? ": " : "", message ? message : "");
}

static void end_record(const char *verdict, const char *message)
{
	json_record("end");
	json_string("verdict", verdict);
	json_number("pass", passed);
	json_number("fail", failed);
	json_number("skip", skipped);
	if (options.busy || disturbed)
		json_number("disturbed", disturbed);
	json_number("first_result_cycles", first_result);
	if (message)
		json_string("message", message);
	json_end();
	print_verdict(verdict, message);
}

static void __noreturn end(enum exit_code code)
{
	if (console_is_screen())
		print_screen("Press a key to end.\n");
	machine_exit(options.plain ? machine_plain(code) : code, console_is_screen());
}

void __noreturn report_end(void)
{
	const char *verdict = failed ? "fail" : passed ? "pass" : "skip";

	end_record(verdict, NULL);
	end(failed ? EXIT_FAIL : passed ? EXIT_PASS : EXIT_SKIP);
}

void __noreturn report_list_end(void)
{
	end_record("list", NULL);
	end(EXIT_PASS);
}

void __noreturn report_abort(const char *why)
{
	if (running) {
		result_record(running->name, "fail");
		json_string("why", why);
		json_end();
		report_failed(running->name);
	} else {
		count_failure("the run");
	}
	while (done < planned) {
		skipped++;
		result_line("ok", "not run");
		print(" # SKIP the run was aborted\n");
	}
	end_record("fail", why);
	end(EXIT_FAIL);
}

static void __noreturn bail_out(const char *message, const char *word)
{
	report_begin(0);
	print_everywhere("Bail out! %s%s%s\n", message, word ? ": " : "", word ? word : "");
	json_record("end");
	json_string("verdict", "error");
	json_string("message", message);
	if (word)
		json_string("word", word);
	json_end();
	end(EXIT_ERROR);
}

void __noreturn report_usage_error(const char *message, const char *word)
{
	bail_out(message, word);
}

void __noreturn report_refused(const char *message)
{
	bail_out(message, NULL);
}
