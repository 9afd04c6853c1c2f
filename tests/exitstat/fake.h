/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A KVM with exit counters, for tests: answers CPUID as ABI 2 says, counts each as an exit before
 * it answers and adds its cycles after. `between` is called before each CPUID, with its number.
 */
#ifndef EXITSTAT_FAKE_H
#define EXITSTAT_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counters.h"
#include "reading.h"

#define FAKE_HANDLED 1200
#define FAKE_AWAY    1500
#define FAKE_ROWS    0x10000

struct fake_row {
	u64 count, handled, away, nested;
};

static struct {
	bool hypervisor, counters, emulated;
	const char *vendor;
	u32 abi, view, metrics, copies, copy_id;
	enum isa isa;
	struct fake_row row[FAKE_ROWS], copy[FAKE_ROWS];
	u64 cpuids;
	void (*between)(u64 number);
} fake;

static inline bool fake_defined(u32 reason)
{
	if (fake.isa == ISA_SVM)
		return reason <= 0xa6 || (reason >= 0x400 && reason <= 0x403) || reason == 0xffff;
	return reason <= 34 || reason == 36 || reason == 37 || (reason >= 39 && reason <= 41) ||
	       (reason >= 43 && reason <= 70) || (reason >= 72 && reason <= 81) || reason == 84 ||
	       reason == 85;
}

static inline size_t fake_reasons(void)
{
	size_t n = 0;

	for (u32 r = 0; r < FAKE_ROWS; r++)
		n += fake_defined(r);
	return n;
}

static inline bool fake_handler(u32 reason)
{
	return fake.isa == ISA_SVM || !((reason >= 3 && reason <= 6) || reason == 11 ||
					reason == 51 || (reason >= 63 && reason <= 70));
}

static inline struct fake_row *fake_view(void)
{
	return fake.view & VIEW_LATCH ? fake.copy : fake.row;
}

static inline struct regs fake_total(const struct fake_row *rows)
{
	u64 count = 0, handled = 0;

	for (u32 r = 0; r < FAKE_ROWS; r++) {
		count += rows[r].count;
		handled += rows[r].handled;
	}
	return (struct regs){ count, handled >> 32, handled, count >> 32 };
}

static inline struct regs fake_metric(u32 index)
{
	const struct fake_row *row = &fake_view()[index & 0xffff];
	u64 value[] = { row->handled, row->away, row->nested, row->count };

	if (!fake_defined(index & 0xffff) || index >> 16 > 3)
		return (struct regs){ .edx = UNDEFINED };
	return (struct regs){ row->count, value[index >> 16] >> 32, value[index >> 16],
			      fake.copy_id };
}

static inline struct regs fake_count(u32 reason)
{
	u64 count = fake.row[reason & 0xffff].count;

	if (!fake_defined(reason))
		return (struct regs){ .edx = UNDEFINED };
	return fake_handler(reason) ? (struct regs){ count, count >> 32, reason, 0 }
				    : (struct regs){ 0 };
}

static inline struct regs fake_signature(const char *text, u32 eax)
{
	char padded[13] = "";
	struct regs r = { .eax = eax };

	memcpy(padded, text, strnlen(text, 12));
	memcpy(&r.ebx, padded, 4);
	memcpy(&r.ecx, padded + 4, 4);
	memcpy(&r.edx, padded + 8, 4);
	return r;
}

static inline struct regs fake_answer(u32 leaf, u32 subleaf)
{
	/* An Intel vCPU answers unknown leaves as its highest basic one, an AMD one with zeros. */
	struct regs unknown = { 0 };

	if (fake.isa == ISA_VMX)
		unknown = (struct regs){ 7, 832, 832, 0 };
	if (leaf == 1)
		return (struct regs){ .ecx = fake.hypervisor ? BIT(31) : 0 };
	if (leaf == 0x40000000)
		return fake_signature(fake.vendor, 0x40000001);
	if (!fake.counters)
		return unknown;
	switch (leaf) {
	case LEAF_SIGNATURE:
		return fake_signature("ExitCounters", LEAF_TOTAL);
	case LEAF_VERSION:
		return (struct regs){ fake.abi, fake.isa, fake.metrics, 0x401 };
	case LEAF_VIEW:
		if (subleaf > 3 || fake.emulated)
			return (struct regs){ .edx = UNDEFINED };
		fake.view = subleaf;
		fake.copy_id = subleaf & VIEW_THIS_VCPU ? COPY_THIS_VCPU : 0;
		if (subleaf & VIEW_LATCH) {
			memcpy(fake.copy, fake.row, sizeof(fake.row));
			fake.copy_id |= ++fake.copies;
		}
		return fake_total(fake_view());
	case LEAF_METRIC:
		return fake_metric(subleaf);
	case LEAF_COUNT:
		return fake_count(subleaf);
	case LEAF_TOTAL:
		return fake_total(fake.row);
	}
	return unknown;
}

static inline struct regs fake_cpuid(u32 leaf, u32 subleaf)
{
	struct fake_row *row = &fake.row[reason_of_cpuid(fake.isa)];
	struct regs answer;

	if (fake.between)
		fake.between(fake.cpuids);
	fake.cpuids++;
	row->count++;
	answer = fake_answer(leaf, subleaf);
	row->handled += FAKE_HANDLED;
	row->away += FAKE_AWAY;
	return answer;
}

/* What the guest does besides. */
static inline void fake_exits(u32 reason, u64 count, u64 handled)
{
	fake.row[reason].count += count;
	fake.row[reason].handled += count * handled;
	fake.row[reason].away += count * (handled + 300);
}

static inline void fake_start(enum isa isa)
{
	memset(&fake, 0, sizeof(fake));
	fake.hypervisor = fake.counters = true;
	fake.vendor = "KVMKVMKVM";
	fake.abi = 2;
	fake.metrics = 15;
	fake.isa = isa;
}

static inline struct reader fake_reader(void)
{
	return (struct reader){ .cpuid = fake_cpuid, .cpu = -1 };
}

#endif
