// SPDX-License-Identifier: GPL-2.0-only
/*
 * suite PHASE[:ARGUMENT]... runs phases, in that order, prints TAP; status 0 if all are good.
 *   boot             what the kernel has said so far; leaks from before are forgotten
 *   workloads:NAME   the guest with all workloads in this configuration of the lab
 *   selftest:FILE    a selftest of the kernel's
 *   churn:N          N VMs created and gone
 *   crowd:N          N VMs to which vCPUs are added while others latch and read
 *   kill:N           N VMs killed in mid-run
 *   failing:N        allocations that fail, each in turn, and at random N times
 *   reload:N         KVM's modules loaded and unloaded N times
 *   leaks            nothing is left of all that, and the detectors are still on
 *   fault:KIND       a deliberate fault, which must be found
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "klog.h"
#include "leaks.h"
#include "phases.h"
#include "say.h"
#include "shared/clock.h"

static void phase_boot(void)
{
	int objects = leaks_scan();

	if (objects < 0)
		wrong("kmemleak is off");
	else if (objects)
		note("%d objects lost before the tests, not KVM's", objects);
}

static void phase_leaks(void)
{
	int objects = leaks_scan();

	if (objects)
		wrong("%d objects lost", objects);
	else
		note("kmemleak: two scans, nothing lost");
	detectors_are_on();
}

static unsigned int number(const char *argument)
{
	char *end;
	unsigned long value = strtoul(argument, &end, 10);

	if (*end || !value || value > 1000000)
		wrong("not a number of 1 to 1000000: '%s'", argument);
	return value;
}

static const struct {
	const char *name;
	void (*bare)(void);
	void (*text)(const char *argument);
	void (*number)(unsigned int argument);
} phases[] = {
	{ .name = "boot", .bare = phase_boot },
	{ .name = "workloads", .text = phase_workloads },
	{ .name = "selftest", .text = phase_selftest },
	{ .name = "churn", .number = phase_churn },
	{ .name = "crowd", .number = phase_crowd },
	{ .name = "kill", .number = phase_kill },
	{ .name = "failing", .number = phase_failing },
	{ .name = "reload", .number = phase_reload },
	{ .name = "leaks", .bare = phase_leaks },
	{ .name = "fault", .text = phase_fault },
};

static void dispatch(const char *name, const char *argument)
{
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (strcmp(phases[i].name, name))
			continue;
		if (phases[i].bare)
			phases[i].bare();
		else if (phases[i].text)
			phases[i].text(argument);
		else
			phases[i].number(number(argument));
		return;
	}
	wrong("no phase '%s'", name);
}

/* Of a fault everything that was to be found must be; of all else nothing. */
static void judge(int expected, enum strictness strictness)
{
	int found = klog_judge(strictness);

	if (expected & FOUND_LEAK && leaks_scan() > 0)
		found |= FOUND_LEAK;
	if (found < 0)
		wrong("the kernel's log is not whole");
	else if (expected && (found & expected) != expected)
		wrong("not found: %s", finding_names(expected & ~found));
	else if (!expected && found)
		wrong("the kernel said: %s", finding_names(found));
	else if (expected)
		note("found: %s", finding_names(found));
}

static enum strictness strictness_of(const char *phase)
{
	if (!strcmp(phase, "boot"))
		return OF_BOOT;
	return strcmp(phase, "failing") ? OF_ALL : OF_STARVING;
}

static bool run(int n, const char *phase)
{
	char *name = strdup(phase), *argument = strchr(name, ':');
	double start = now();
	int expected = 0;

	phase_begin();
	if (argument)
		*argument++ = 0;
	if (!strcmp(name, "fault"))
		expected = fault_expected(argument ? argument : "");
	dispatch(name, argument ? argument : "");
	judge(expected, strictness_of(name));
	printf("%sok %d %s # %.1f s of the lab's\n", phase_is_good() ? "" : "not ", n, phase,
	       now() - start);
	free(name);
	return phase_is_good();
}

int main(int count, char **phase)
{
	bool all = count > 1;

	setlinebuf(stdout);
	for (int i = 1; i < count; i++)
		all = run(i, phase[i]) && all;
	printf("1..%d\n", count - 1);
	return all ? 0 : 1;
}
