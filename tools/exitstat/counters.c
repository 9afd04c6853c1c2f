// SPDX-License-Identifier: GPL-2.0-only
#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "counters.h"
#include "reading.h"

#define LEAF_FEATURES	     1
#define FEATURES_ECX_VIRTUAL BIT(31)
#define LEAF_HYPERVISOR	     0x40000000

struct regs cpuid_execute(u32 leaf, u32 subleaf)
{
	struct regs r;

	__cpuid_count(leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

static struct regs cpuid(struct reader *reader, u32 leaf, u32 subleaf)
{
	reader->executed++;
	return reader->cpuid(leaf, subleaf);
}

static void signature(struct regs r, char text[13])
{
	memcpy(text, &r.ebx, 4);
	memcpy(text + 4, &r.ecx, 4);
	memcpy(text + 8, &r.edx, 4);
	text[12] = 0;
}

/* Only called where a hypervisor did not answer as ours does. */
static const char *why_not(struct reader *reader)
{
	static char text[80];
	char name[13];

	signature(cpuid(reader, LEAF_HYPERVISOR, 0), name);
	if (!strcmp(name, "KVMKVMKVM"))
		return "no exit counters: this KVM has not the patch, or kvm.exit_counters is off";
	for (char *c = name; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '.';
	snprintf(text, sizeof(text), "no exit counters: the hypervisor, '%s', is not KVM", name);
	return text;
}

const char *counters_detect(struct reader *reader)
{
	static char text[80];
	struct regs r;
	char name[13];

	if (!(cpuid(reader, LEAF_FEATURES, 0).ecx & FEATURES_ECX_VIRTUAL))
		return "no exit counters: no hypervisor, this is not a virtual machine";
	r = cpuid(reader, LEAF_SIGNATURE, 0);
	signature(r, name);
	if (strcmp(name, "ExitCounters") || r.eax < LEAF_TOTAL)
		return why_not(reader);
	r = cpuid(reader, LEAF_VERSION, 0);
	if (r.eax != COUNTERS_ABI || (r.ebx != ISA_VMX && r.ebx != ISA_SVM)) {
		snprintf(text, sizeof(text),
			 "no exit counters of ABI 1: the host's are ABI %u, numbering %u", r.eax,
			 r.ebx);
		return text;
	}
	reader->isa = r.ebx;
	reader->metrics = r.ecx;
	reader->flags = r.edx;
	return NULL;
}

/* Where reasons may be: more than the manuals define today. */
static const struct {
	u32 first, last;
} ranges[] = {
	{ 0, 0xff },
	{ 0x400, 0x40f },
	{ 0xffff, 0xffff },
};

static size_t candidates(const struct reader *reader, u32 reason[MAX_ROWS])
{
	size_t count = reader->isa == ISA_VMX ? 1 : ARRAY_SIZE(ranges), n = 0;

	for (size_t i = 0; i < count; i++)
		for (u32 r = ranges[i].first; r <= ranges[i].last; r++)
			reason[n++] = r;
	return n;
}

static u64 metric(struct reader *reader, u32 reason, u32 which)
{
	struct regs r;

	if (!(reader->metrics & BIT(which)))
		return 0;
	r = cpuid(reader, LEAF_METRIC, reason | which << 16);
	return (u64)r.ebx << 32 | r.ecx;
}

/* False if @reason is not defined. What is 0 in the count is 0 in all. */
static bool read_row(struct reader *reader, u32 reason, struct reading *reading)
{
	struct regs r = cpuid(reader, LEAF_METRIC, reason), count = { 0 };
	struct row *row;

	if (r.edx == UNDEFINED)
		return false;
	row = reading_add(reading, reason);
	row->count = r.eax;
	row->handled = (u64)r.ebx << 32 | r.ecx;
	/* The count's high half is elsewhere, and 0 while the total's is. */
	if (reading->exits >> 32 || reader->handlers)
		count = cpuid(reader, LEAF_COUNT, reason);
	row->count |= (u64)count.ebx << 32;
	row->unhandled = reader->handlers && count.ecx != reason;
	if (row->count) {
		row->away = metric(reader, reason, METRIC_AWAY);
		row->nested = metric(reader, reason, METRIC_NESTED);
	}
	return true;
}

void counters_discover(struct reader *reader)
{
	u32 all[MAX_ROWS];
	size_t n = candidates(reader, all);

	reader->reasons = 0;
	for (size_t i = 0; i < n; i++)
		if (cpuid(reader, LEAF_METRIC, all[i]).edx != UNDEFINED)
			reader->reason[reader->reasons++] = all[i];
}

static void read_rows(struct reader *reader, struct reading *reading)
{
	u32 all[MAX_ROWS];
	bool first = !reader->reasons;
	size_t n = first ? candidates(reader, all) : reader->reasons;

	for (size_t i = 0; i < n; i++) {
		u32 reason = first ? all[i] : reader->reason[i];

		if (read_row(reader, reason, reading) && first)
			reader->reason[reader->reasons++] = reason;
	}
}

/* The total that the latch answers is of the very instant of the copy. */
static bool consistent(const struct reading *reading)
{
	u64 exits = 0, handled = 0;

	for (size_t i = 0; i < reading->rows; i++) {
		exits += reading->row[i].count;
		handled += reading->row[i].handled;
	}
	return exits == reading->exits && handled == reading->handled;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* One attempt, on the vCPU where the thread is held. */
static const char *read_latched(struct reader *reader, struct reading *reading)
{
	u32 view = VIEW_LATCH | (reader->cpu < 0 ? 0 : VIEW_THIS_VCPU);
	struct regs total = cpuid(reader, LEAF_VIEW, view);

	if (total.edx == UNDEFINED && !total.eax && !total.ebx && !total.ecx)
		return "the host's exit counters cannot be latched: it emulates CPUID";
	*reading = (struct reading){
		.isa = reader->isa,
		.flags = reader->flags,
		.executed = reader->executed,
		.time = seconds(),
		.exits = (u64)total.edx << 32 | total.eax,
		.handled = (u64)total.ebx << 32 | total.ecx,
	};
	read_rows(reader, reading);
	cpuid(reader, LEAF_VIEW, VIEW_LIVE);
	return NULL;
}

/*
 * The latch is the vCPU's, and another program may use it while we read: then the sum is not the
 * latch's total, since a later copy has at least the exit of its own latch more. That is told
 * from the data, so a reading that passes is right, and another attempt hides nothing.
 */
static const char *read_until_consistent(struct reader *reader, struct reading *reading)
{
	for (int attempt = 0; attempt < 100; attempt++) {
		const char *why = read_latched(reader, reading);

		if (why || consistent(reading))
			return why;
	}
	return "the exit counters do not hold still: another program latches them all the time";
}

const char *counters_read(struct reader *reader, struct reading *reading)
{
	static char text[80];
	int cpu = reader->cpu < 0 ? sched_getcpu() : reader->cpu;
	cpu_set_t before, one;
	const char *why;

	CPU_ZERO(&one);
	if (cpu >= 0 && cpu < CPU_SETSIZE)
		CPU_SET(cpu, &one);
	if (sched_getaffinity(0, sizeof(before), &before) ||
	    sched_setaffinity(0, sizeof(one), &one)) {
		snprintf(text, sizeof(text), "cannot run on CPU %d: %s", cpu, strerror(errno));
		return text;
	}
	why = read_until_consistent(reader, reading);
	sched_setaffinity(0, sizeof(before), &before);
	return why;
}
