// SPDX-License-Identifier: GPL-2.0-only
/* What the write-up's tables show in principle, as statements that are checked on every series. */
#include <stdio.h>
#include <string.h>

#include "meanings.h"
#include "shapes.h"
#include "shared/grouped.h"
#include "tables.h"

static u64 exits(const struct table *table, const char *name)
{
	bool known;

	for (size_t i = 0; i < meanings_count; i++)
		if (!strcmp(meanings[i].name, name))
			return meaning_count(&meanings[i], table, &known);
	return 0;
}

static bool both_pagings(const struct series *series)
{
	return series->tdp[AFTER_BOOT].there && series->shadow[AFTER_BOOT].there;
}

static bool in_use(const struct series *series)
{
	return series->tdp[AFTER_USE].there;
}

static bool idle(const struct series *series)
{
	return series->tdp[AFTER_IDLE].there;
}

static void say_two(char said[160], u64 before, u64 after)
{
	char a[GROUPED], b[GROUPED];

	snprintf(said, 160, "%s to %s", count_text(before, true, a), count_text(after, true, b));
}

/* Of shadow paging against TDP. */
static bool times(const struct series *series, const char *name, u64 factor, char said[160])
{
	u64 tdp = exits(&series->tdp[AFTER_BOOT], name);
	u64 shadow = exits(&series->shadow[AFTER_BOOT], name);

	say_two(said, tdp, shadow);
	return shadow >= factor * tdp && shadow > 0;
}

static bool exceptions_explode(const struct series *series, char said[160])
{
	return times(series, "exception (or host NMI)", 100, said);
}

static bool cr_accesses_explode(const struct series *series, char said[160])
{
	return times(series, "CR access", 100, said);
}

static bool invlpg_appears(const struct series *series, char said[160])
{
	return times(series, "INVLPG", 100, said) && !exits(&series->tdp[AFTER_BOOT], "INVLPG");
}

static bool nested_vanish(const struct series *series, char said[160])
{
	u64 tdp = exits(&series->tdp[AFTER_BOOT], "nested page faults, all");
	u64 shadow = exits(&series->shadow[AFTER_BOOT], "nested page faults, all");

	say_two(said, tdp, shadow);
	return tdp && !shadow;
}

static bool total_grows(const struct series *series, char said[160])
{
	u64 tdp = series->tdp[AFTER_BOOT].exits, shadow = series->shadow[AFTER_BOOT].exits;

	say_two(said, tdp, shadow);
	return shadow > 4 * tdp;
}

/* Within a twentieth. */
static bool about(u64 a, u64 b)
{
	return (a > b ? a - b : b - a) * 20 <= a;
}

static bool cpuid_stays(const struct series *series, char said[160])
{
	u64 tdp = exits(&series->tdp[AFTER_BOOT], "CPUID");
	u64 shadow = exits(&series->shadow[AFTER_BOOT], "CPUID");

	say_two(said, tdp, shadow);
	return about(tdp, shadow);
}

static bool io_stays(const struct series *series, char said[160])
{
	u64 tdp = exits(&series->tdp[AFTER_BOOT], "I/O instruction");
	u64 shadow = exits(&series->shadow[AFTER_BOOT], "I/O instruction");

	say_two(said, tdp, shadow);
	return (tdp > shadow ? tdp - shadow : shadow - tdp) * 10 <= tdp;
}

/* With TDP what a kernel does to its control and debug registers is of the boot. */
static bool registers_of_boot(const struct series *series, char said[160])
{
	const struct table *boot = &series->tdp[AFTER_BOOT], *use = &series->tdp[AFTER_USE];
	u64 before = exits(boot, "CR access") + exits(boot, "DR access");
	u64 after = exits(use, "CR access") + exits(use, "DR access");

	say_two(said, before, after);
	return before == after;
}

static bool exceptions_of_boot(const struct series *series, char said[160])
{
	u64 before = exits(&series->tdp[AFTER_BOOT], "exception (or host NMI)");
	u64 after = exits(&series->tdp[AFTER_USE], "exception (or host NMI)");

	say_two(said, before, after);
	return before == after;
}

/* What idling added; of a lab without exitstat's own exits, which are more than the guest's. */
static u64 grown(const struct series *series, const char *name)
{
	if (series->activity[IDLE].there)
		return exits(&series->activity[IDLE], name);
	return exits(&series->tdp[AFTER_IDLE], name) - exits(&series->tdp[AFTER_USE], name);
}

static u64 all_grown(const struct series *series)
{
	if (series->activity[IDLE].there)
		return series->activity[IDLE].exits;
	return series->tdp[AFTER_IDLE].exits - series->tdp[AFTER_USE].exits;
}

static void say_part(char said[160], u64 part, u64 all)
{
	char a[GROUPED], b[GROUPED];

	snprintf(said, 160, "%s of %s", count_text(part, true, a), count_text(all, true, b));
}

/* Halting, the timer, and what both bring: interrupts and their end. */
static bool idle_is_timers(const struct series *series, char said[160])
{
	u64 timers = grown(series, "HLT") + grown(series, "RDMSR and WRMSR") +
		     grown(series, "external interrupt") + grown(series, "interrupt window") +
		     grown(series, "preemption timer");

	say_part(said, timers, all_grown(series));
	return timers * 10 >= all_grown(series) * 8;
}

/* The write-up's reason of most growth while idle. */
static bool idle_halts(const struct series *series, char said[160])
{
	u64 halts = grown(series, "HLT"), msrs = grown(series, "RDMSR and WRMSR");
	char a[GROUPED], b[GROUPED];

	snprintf(said, 160, "HLT %s, MSRs %s", count_text(halts, true, a),
		 count_text(msrs, true, b));
	return halts > msrs;
}

static bool idle_touches_nothing(const struct series *series, char said[160])
{
	u64 faults =
		grown(series, "nested page faults, all") - grown(series, "EPT misconfiguration");

	say_part(said, faults, all_grown(series));
	return faults * 50 <= all_grown(series);
}

const struct shape shapes[] = {
	{ .text = "Shadow paging: exceptions explode, a hundredfold and more",
	  .holds = exceptions_explode,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "Shadow paging: CR accesses explode, a hundredfold and more",
	  .holds = cr_accesses_explode,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "Shadow paging: INVLPG exits, where it never did",
	  .holds = invlpg_appears,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "Shadow paging: nested page faults are gone",
	  .holds = nested_vanish,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "Shadow paging: more than four times the exits",
	  .holds = total_grows,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "CPUID does not care about paging (within 5 %)",
	  .holds = cpuid_stays,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "Nor does I/O (within 10 %)",
	  .holds = io_stays,
	  .applies = both_pagings,
	  .required = true },
	{ .text = "With nested paging, CR and DR accesses are of the boot alone",
	  .holds = registers_of_boot,
	  .applies = in_use,
	  .otherwise =
		  "A few writes of CR4 more: the kernel turns a bit of it off and on that KVM owns, PGE, to flush "
		  "the whole TLB when many kernel pages are unmapped. The columns of activities tell in which." },
	{ .text = "So are exceptions", .holds = exceptions_of_boot, .applies = in_use },
	{ .text = "Idle: HLT, timer, interrupts and their MSRs are four fifths and more",
	  .holds = idle_is_timers,
	  .applies = idle },
	{ .text = "Idle: more HLT than accesses to MSRs",
	  .holds = idle_halts,
	  .applies = idle,
	  .otherwise =
		  "Nearly each time that the labs' guest wakes, its own timer wakes it, and arming that is a "
		  "write of TSC_DEADLINE, once before the halt and once after: in L1 the histogram of kvm_msr by "
		  "number (ecx 0x6e0) shows it. The write-up's guest halted more often than it armed its timer: it "
		  "has devices that wake it, a network above all, and exits by the preemption timer and external "
		  "interrupts grew along with it." },
	{ .text = "Idle: hardly any memory is touched for the first time (2 %)",
	  .holds = idle_touches_nothing,
	  .applies = idle },
};

const size_t shapes_count = ARRAY_SIZE(shapes);
