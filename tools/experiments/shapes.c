// SPDX-License-Identifier: GPL-2.0-only
/* What the write-up's tables show in principle, as statements that are checked on every series. */
#include <string.h>

#include "compare.h"

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
	char a[32], b[32];

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

static u64 grown(const struct series *series, const char *name)
{
	return exits(&series->tdp[AFTER_IDLE], name) - exits(&series->tdp[AFTER_USE], name);
}

/* Halting, the timer, and what both bring: interrupts and their end. */
static bool idle_is_timers(const struct series *series, char said[160])
{
	u64 all = series->tdp[AFTER_IDLE].exits - series->tdp[AFTER_USE].exits;
	u64 timers = grown(series, "HLT") + grown(series, "RDMSR and WRMSR") +
		     grown(series, "external interrupt") + grown(series, "interrupt window") +
		     grown(series, "preemption timer");
	char a[32], b[32];

	snprintf(said, 160, "%s of %s", count_text(timers, true, a), count_text(all, true, b));
	return timers * 10 >= all * 8;
}

/* The write-up's reason of most growth while idle. */
static bool idle_halts(const struct series *series, char said[160])
{
	u64 halts = grown(series, "HLT"), most = 0;
	const char *name = "";

	for (size_t i = 0; i < meanings_count; i++) {
		u64 count = grown(series, meanings[i].name);

		if (!meanings[i].sum && count > most) {
			most = count;
			name = meanings[i].name;
		}
	}
	say_two(said, 0, halts);
	snprintf(said, 160, "HLT %lu; most: %s %lu", halts, name, most);
	return halts == most;
}

static bool idle_touches_nothing(const struct series *series, char said[160])
{
	u64 faults = grown(series, "nested page faults, all") - grown(series, "EPT misconfiguration");
	u64 all = series->tdp[AFTER_IDLE].exits - series->tdp[AFTER_USE].exits;
	char a[32], b[32];

	snprintf(said, 160, "%s of %s", count_text(faults, true, a), count_text(all, true, b));
	return faults * 50 <= all;
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
	  .applies = in_use },
	{ .text = "So are exceptions", .holds = exceptions_of_boot, .applies = in_use },
	{ .text = "Idle: HLT, timer, interrupts and their MSRs are four fifths and more",
	  .holds = idle_is_timers,
	  .applies = idle },
	{ .text = "Idle: of all reasons HLT grows most", .holds = idle_halts, .applies = idle },
	{ .text = "Idle: hardly any memory is touched for the first time (2 %)",
	  .holds = idle_touches_nothing,
	  .applies = idle },
};

const size_t shapes_count = ARRAY_SIZE(shapes);
