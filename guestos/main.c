// SPDX-License-Identifier: GPL-2.0-only
/* The run: set up, choose the workloads, run each, report, end. */
#include "lib/list.h"
#include "lib/string.h"
#include "machine/acpi.h"
#include "machine/apic.h"
#include "machine/bootinfo.h"
#include "machine/console.h"
#include "machine/descriptors.h"
#include "machine/fwcfg.h"
#include "machine/memory.h"
#include "machine/panic.h"
#include "machine/smp.h"
#include "machine/trap.h"
#include "measure/explain.h"
#include "measure/quirks.h"
#include "measure/watchdog.h"
#include "options.h"
#include "report.h"

extern const struct workload *const workloads_start[], *const workloads_end[];
extern const u8 bss_end[];

static char cmdline[1024];
static struct tables tables;

static bool copy_cmdline(const char *from)
{
	size_t n = strlen(from);

	if (n >= sizeof(cmdline))
		return false;
	memcpy(cmdline, from, n + 1);
	return true;
}

static void check_globs(void)
{
	const char *list = options.run;
	char glob[64];

	while (list_next(&list, glob, sizeof(glob))) {
		bool found = false;

		for (const struct workload *const *w = workloads_start; w < workloads_end; w++)
			found |= glob_match(glob, (*w)->name);
		if (!found)
			report_usage_error("run= names no workload", glob);
	}
}

/* The options say where the console is, and so what is wrong with them is said after they are read. */
static void read_options(const struct bootinfo *boot)
{
	bool fits = fwcfg_read_string("opt/exitscope/cmdline", cmdline, sizeof(cmdline)) ||
		    copy_cmdline(boot->cmdline);
	const char *bad = options_parse(cmdline);
	struct uart firmware = acpi_uart();

	console_init(options.console, &firmware, &boot->screen);
	if (!fits)
		report_usage_error("the command line is longer than 1023 bytes", boot->cmdline);
	if (bad)
		report_usage_error("unknown option or bad value", bad);
	check_globs();
}

static void check_memory(const struct bootinfo *boot)
{
	static char text[96];

	if (boot->memory_end && boot->memory_end < (u64)bss_end)
		report_refused(format_into(text, sizeof(text),
					   "this machine has too little memory: %lu KiB, and %lu "
					   "are needed",
					   boot->memory_end / 1024, (u64)bss_end / 1024));
}

/* What the guest cannot do without. That there is long mode, entry.S has seen. */
static void check_machine(const struct bootinfo *boot)
{
	if (!boot->protocol)
		report_refused("the boot loader hands over nothing that is known: "
			       "it must be one for Multiboot or PVH");
	check_memory(boot);
	if (!apic_is_there())
		report_refused("this machine has no local APIC");
}

static bool selected(const struct workload *w)
{
	return options_selected(w->name, w->manual);
}

static u32 count_selected(void)
{
	u32 n = 0;

	for (const struct workload *const *w = workloads_start; w < workloads_end; w++)
		n += selected(*w);
	return n;
}

static void __noreturn list(void)
{
	report_begin(0);
	for (const struct workload *const *w = workloads_start; w < workloads_end; w++)
		if (options_selected((*w)->name, false))
			report_listed(*w);
	report_list_end();
}

static void run_check(const struct workload *w)
{
	if (counters.present)
		report_checked(w, w->check());
	else
		report_skipped(w, counters.why_not);
}

/* Sets @w up, or says why it cannot run, or not be judged. */
static const char *why_skip(const struct workload *w)
{
	static char text[80];
	const char *flag = conditions_untold(w);

	if (flag)
		return format_into(text, sizeof(text), "depends on %s, which the host cannot tell",
				   flag);
	return w->setup ? w->setup() : NULL;
}

static void run(const struct workload *w)
{
	const struct measurement *m = NULL;
	const char *why_not;

	report_running(w);
	conditions_refresh();
	why_not = why_skip(w);
	if (why_not) {
		report_skipped(w, why_not);
		return;
	}
	if (!w->owns_timer)
		watchdog_start();
	if (w->op)
		m = measure(w, options.ops, options.budget_ms);
	if (m && m->ops && options.explain)
		report_explained(w, explain(w, options.explain));
	watchdog_stop();
	if (w->teardown)
		w->teardown();
	if (m && !m->ops)
		report_skipped(w, "too little memory for one operation");
	else if (m && m->changed)
		report_changed(w, m->changed);
	else if (m)
		report_measured(w, m);
	else
		run_check(w);
}

static void wait_for_step(void)
{
	if (options.step)
		console_wait_byte();
}

/*
 * KVM's static keys for APICs that are off change a second after the guest has turned its own on
 * (static_branch_slow_dec_deferred()); from then on each exit takes some instructions less.
 */
static void settle(u64 tsc_khz)
{
	u64 begin = rdtsc_ordered();

	while (rdtsc_ordered() - begin < options.settle_ms * tsc_khz)
		;
}

void __noreturn kmain(u32 magic, u64 info)
{
	struct bootinfo boot = bootinfo_read(magic, info);
	const char *smp_wrong;
	struct clock clock;

	report_entered(rdtsc_ordered());
	panic_calls(report_abort);
	cpu_init(0, &tables);
	acpi_init(boot.rsdp);
	read_options(&boot);
	check_machine(&boot);
	if (options.list)
		list();

	memory_init(boot.memory_start, boot.memory_end);
	apic_init(options.xapic);
	ioapic_init();
	apic_forget_pending();
	clock = clock_calibrate();
	watchdog_init(clock.apic_timer_khz, options.watchdog_ms);
	irq_enable();
	smp_wrong = smp_start(clock.tsc_khz);
	counters_detect();
	conditions_init(options.hidden, options.quirks ? quirks_conditions(options.quirks) : 0);
	if (conditions() & QUIRK_ECHO)
		trap_drop_echoes();
	crew_set_mode(options.mode);
	measure_init(clock.tsc_khz, options.busy);
	measure_leave(options.explain);
	settle(clock.tsc_khz);

	report_begin(count_selected());
	report_host(boot.protocol, clock);
	if (!options.quirks && quirks_likely())
		report_untold();
	if (smp_wrong)
		report_abort(smp_wrong);
	for (const struct workload *const *w = workloads_start; w < workloads_end; w++) {
		if (!selected(*w))
			continue;
		wait_for_step();
		run(*w);
	}
	wait_for_step();
	report_end();
}
