// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hostile guest in real mode. VMX without unrestricted guest runs that as virtual-8086
 * mode where the segments are such as that can have, and emulates it instruction by
 * instruction where they are not: then there is no exit, and CPUID sets no view.
 */
#include "hostile_real.h"
#include "boot/layout.h"
#include "hostile.h"
#include "lib/string.h"
#include "machine/trap.h"
#include "measure/workload.h"

struct real_page {
	u8 code[REAL_GDT];
	u64 gdt[8];
	u8 gdtr[16], old_gdtr[16];
	u64 rsp;
	u32 to_code16[2];
	u16 to_real[4];
	u16 fs[4];
	u32 calls[REAL_NR_CALLS][4];
};

_Static_assert(offsetof(struct real_page, gdtr) == REAL_GDTR, "hostile_real.h");
_Static_assert(offsetof(struct real_page, old_gdtr) == REAL_OLD_GDTR, "hostile_real.h");
_Static_assert(offsetof(struct real_page, rsp) == REAL_RSP, "hostile_real.h");
_Static_assert(offsetof(struct real_page, to_code16) == REAL_TO_CODE16, "hostile_real.h");
_Static_assert(offsetof(struct real_page, to_real) == REAL_TO_REAL, "hostile_real.h");
_Static_assert(offsetof(struct real_page, fs) == REAL_FS, "hostile_real.h");
_Static_assert(offsetof(struct real_page, calls) == REAL_CALLS, "hostile_real.h");
_Static_assert(REAL_NR_CALLS == HOSTILE_CALLS, "hostile_real.h");
_Static_assert(sizeof(struct real_page) <= PAGE_SIZE, "a page each");

extern const u8 hostile_real[], hostile_in_real[], hostile_real_end[];
void hostile_real_run(struct real_page *page);

static struct real_page *my_page(void)
{
	return (struct real_page *)(REAL_BASE + this_cpu()->index * PAGE_SIZE);
}

/* A segment as real mode has it: 64 KiB, byte-granular, accessed. @type: 0x9b code, 0x93 data. */
static u64 segment16(u64 base, u64 type)
{
	return 0xffff | (base & 0xffffff) << 16 | type << 40;
}

static void make_page(struct real_page *page, u16 fs)
{
	u64 base = (u64)page, gdt = base + REAL_GDT;
	u16 limit = sizeof(page->gdt) - 1;

	memset(page, 0, sizeof(*page));
	memcpy(page->code, hostile_real, hostile_real_end - hostile_real);
	page->gdt[REAL_CODE32 / 8] = 0x00cf9b000000ffff;
	page->gdt[REAL_DATA32 / 8] = 0x00cf93000000ffff;
	page->gdt[REAL_CODE16 / 8] = segment16(base, 0x9b);
	page->gdt[REAL_DATA16 / 8] = segment16(base, 0x93);
	memcpy(page->gdtr, &limit, sizeof(limit));
	memcpy(page->gdtr + sizeof(limit), &gdt, sizeof(gdt));
	page->to_code16[1] = REAL_CODE16; /* at offset 0 */
	page->to_real[0] = hostile_in_real - hostile_real;
	page->to_real[1] = base >> 4;
	page->fs[0] = fs;
}

static const char *setup_real(u16 fs)
{
	const char *why_not = this_cpu()->index ? NULL : hostile_setup();

	if (why_not)
		return why_not;
	if (!(conditions() & TDP))
		return "with shadow paging, page faults come with each change of CR0.PG";
	make_page(my_page(), fs);
	counter_view(0);
	return NULL;
}

static void to_page(struct real_page *page, const struct hostile_call *calls)
{
	for (u32 n = 0; n < REAL_NR_CALLS; n++)
		for (u32 i = 0; i < 4; i++)
			page->calls[n][i] = calls[n].in[i];
}

static void from_page(const struct real_page *page, struct hostile_call *calls)
{
	for (u32 n = 0; n < REAL_NR_CALLS; n++) {
		for (u32 i = 0; i < 4; i++)
			calls[n].out[i] = page->calls[n][i];
		calls[n].faulted = 0;
	}
}

static void real_burst(u64 i, enum hostile_place place)
{
	struct hostile_call *calls = hostile_choose(i);
	struct real_page *page = my_page();
	struct cpu *self = this_cpu();

	to_page(page, calls);
	hostile_begin(place);
	irq_disable();
	hostile_real_run(page);
	wrmsr(MSR_GS_BASE, (u64)self);
	irq_enable();
	hostile_done(place);
	from_page(page, calls);
	hostile_judge(place);
}

static const char *setup_real_mode(void)
{
	return setup_real(REAL_DATA16);
}

static void op_real(u64 i)
{
	real_burst(i, HOSTILE_EXITS);
}

/*
 * CR0 four times: PG off, PE off, PE on, PG on. In virtual-8086 mode the third, and the reading of
 * CR0 before it, is #GP, which exits then, and KVM emulates the instruction.
 */
WORKLOAD(hostile_real_mode) = {
	.name = "hostile.real",
	.summary = "the same from real mode, in segments of 64 KiB",
	.setup = setup_real_mode,
	.per_cpu = true,
	.op = op_real,
	.manual = true,
	.expect = EXITS(ON_VMX(CPUID, HOSTILE_CALLS), ON_VMX(CR_ACCESS, 3),
			ON_VMX(CR_ACCESS, 1, .with = UNRESTRICTED_GUEST),
			ON_VMX(EXCEPTION_NMI, 2, .without = UNRESTRICTED_GUEST),
			ON_SVM(CPUID, HOSTILE_CALLS), ON_SVM(CR0_SEL_WRITE, 4)),
};

static const char *setup_unreal_mode(void)
{
	return setup_real(REAL_DATA32);
}

static void op_unreal(u64 i)
{
	bool emulated = counters.numbering == ISA_VMX && !(counters.flags & UNRESTRICTED_GUEST);

	real_burst(i, emulated ? HOSTILE_EMULATED : HOSTILE_EXITS);
}

/* Emulated, neither the CPUIDs nor PE's return exit. */
WORKLOAD(hostile_unreal_mode) = {
	.name = "hostile.unreal",
	.summary =
		"the same with FS of 4 GiB, for which VMX without unrestricted guest has to emulate",
	.setup = setup_unreal_mode,
	.per_cpu = true,
	.op = op_unreal,
	.manual = true,
	.expect = EXITS(ON_VMX(CPUID, HOSTILE_CALLS, .with = UNRESTRICTED_GUEST),
			ON_VMX(CR_ACCESS, 1, .with = UNRESTRICTED_GUEST), ON_VMX(CR_ACCESS, 3),
			ON_SVM(CPUID, HOSTILE_CALLS), ON_SVM(CR0_SEL_WRITE, 4)),
};
