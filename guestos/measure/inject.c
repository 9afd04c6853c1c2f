// SPDX-License-Identifier: GPL-2.0-only
#include "inject.h"
#include "lib/string.h"
#include "machine/cpu.h"

#define PORT_DELAY 0x80 /* POST codes: a write does nothing, and exits */

static const char *chosen = "";
static const char *const kinds[] = { "expect", "counter", "op",	  "exception", "hang",
				     "triple", "traced",  "late", "lost" };

/* The workload's name in `chosen` if that is of @kind, else NULL. */
static const char *target(const char *kind)
{
	size_t n = strlen(kind);

	if (starts_with(chosen, kind) && chosen[n] == ':')
		return chosen + n + 1;
	return NULL;
}

static bool injected(const char *kind, const char *workload)
{
	const char *name = target(kind);

	return name && !strcmp(name, workload);
}

bool inject_set(const char *fault)
{
	chosen = fault;
	if (!*chosen)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (target(kinds[i]))
			return true;
	return false;
}

static void triple_fault(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed none = {};

	asm volatile("lidt %0; ud2" : : "m"(none));
}

void inject_in_window(const char *workload)
{
	if (!*chosen)
		return;
	if (injected("op", workload))
		out8(PORT_DELAY, 0);
	if (injected("exception", workload))
		asm volatile("ud2");
	if (injected("triple", workload))
		triple_fault();
	while (injected("hang", workload))
		cpu_pause();
}

void inject_in_trace(const char *workload)
{
	if (injected("traced", workload))
		triple_fault();
}

bool inject_late(const char *workload)
{
	return injected("late", workload);
}

bool inject_lost(const char *workload)
{
	return injected("lost", workload);
}

u32 inject_into_count(const char *workload, bool cpuid)
{
	return cpuid && injected("counter", workload);
}

u32 inject_into_expected(const char *workload, bool cpuid)
{
	return cpuid && injected("expect", workload);
}
