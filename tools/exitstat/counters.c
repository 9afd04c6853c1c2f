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
		return "no exit counters: this KVM has not the patch, or the VM not the right "
		       "(kvm.exit_counters=2, or its VMM's flag for user mode)";
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
			 "no exit counters of ABI %u: the host's are ABI %u, numbering %u",
			 COUNTERS_ABI, r.eax, r.ebx);
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

/* A metric, by the view. Anything but what @copy is, and is not 0: another program has set a view. */
static bool metric(struct reader *reader, u32 reason, u32 which, u32 *copy, u64 *value)
{
	struct regs r = cpuid(reader, LEAF_METRIC, reason | which << 16);

	if (!*copy)
		*copy = r.edx;
	*value = (u64)r.ebx << 32 | r.ecx;
	return r.edx == *copy;
}

/* Metrics that the host does not have are 0. What is 0 in the count is 0 in all. */
static bool read_metrics(struct reader *reader, struct row *row, u32 *copy)
{
	u64 *const to[] = { [METRIC_AWAY] = &row->away, [METRIC_NESTED] = &row->nested };

	for (u32 which = METRIC_AWAY; which <= METRIC_NESTED; which++)
		if (reader->metrics & BIT(which) &&
		    !metric(reader, row->reason, which, copy, to[which]))
			return false;
	return true;
}

/* A row of @reading, unless @reason is not defined. False: it is not of @copy. */
static bool read_row(struct reader *reader, u32 reason, struct reading *reading, u32 *copy)
{
	struct regs r = cpuid(reader, LEAF_METRIC, reason);
	struct row *row;

	if (r.edx == UNDEFINED)
		return true;
	if (!*copy)
		*copy = r.edx;
	if (r.edx != *copy)
		return false;
	row = reading_add(reading, reason);
	row->count = r.eax;
	row->handled = (u64)r.ebx << 32 | r.ecx;
	/* The count's high half is elsewhere, and 0 while the total's is. */
	if (reading->exits >> 32 && !metric(reader, reason, METRIC_COUNT, copy, &row->count))
		return false;
	if (reader->handlers)
		row->unhandled = cpuid(reader, LEAF_COUNT, reason).ecx != reason;
	return !row->count || read_metrics(reader, row, copy);
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

/* The numbers of a copy are those that the latch asked for; live they are not 0 for the VM alone. */
static bool is_copy(const struct reader *reader, u32 copy)
{
	return copy & COPY_NUMBER && !(copy & COPY_THIS_VCPU) == (reader->cpu < 0);
}

/* False: another program has set a view meanwhile. */
static bool read_rows(struct reader *reader, struct reading *reading)
{
	u32 all[MAX_ROWS], copy = 0;
	bool first = !reader->reasons;
	size_t n = first ? candidates(reader, all) : reader->reasons;

	for (size_t i = 0; i < n; i++) {
		u32 reason = first ? all[i] : reader->reason[i];
		size_t rows = reading->rows;

		if (!read_row(reader, reason, reading, &copy)) {
			reader->reasons = first ? 0 : reader->reasons;
			return false;
		}
		if (first && reading->rows > rows)
			reader->reason[reader->reasons++] = reason;
	}
	return is_copy(reader, copy);
}

/* The total that the latch answers is of the very instant of the copy, and of no other one. */
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

/* One attempt, on the vCPU where the thread is held. @good: all of it is of the copy made now. */
static const char *read_latched(struct reader *reader, struct reading *reading, bool *good)
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
	*good = read_rows(reader, reading) && consistent(reading);
	if (*good)
		cpuid(reader, LEAF_VIEW, VIEW_LIVE);
	return NULL;
}

/*
 * The latch is the vCPU's, and another program may set its own while we read: then the rows have
 * another number, or have had it from the first, and the sum is not the total that our latch answered. A
 * reading that passes is right, so another attempt hides nothing; the view is then the other's.
 */
static const char *read_until_consistent(struct reader *reader, struct reading *reading)
{
	for (int attempt = 0; attempt < 100; attempt++) {
		bool good = false;
		const char *why = read_latched(reader, reading, &good);

		if (why || good)
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
