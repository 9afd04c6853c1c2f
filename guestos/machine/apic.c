// SPDX-License-Identifier: GPL-2.0-only
#include "apic.h"
#include "cpu.h"
#include "trap.h"

#define APIC_BASE_X2APIC  BIT(10)
#define APIC_BASE_ENABLE  BIT(11)
#define MSR_X2APIC	  0x800
#define CPUID1_ECX_X2APIC BIT(21)
#define CPUID1_EDX_APIC	  BIT(9)

#define SPURIOUS_ENABLE	 BIT(8)
#define LVT_MASKED	 BIT(16)
#define ICR_SELF	 (1U << 18)
#define TIMER_DIV_BY_128 0xa

#define IOAPIC_WINDOW	   (0x10 / 4)
#define IOAPIC_VERSION	   0x01
#define IOAPIC_ENTRIES	   0x10 /* two registers each, of 32 bits */
#define IOAPIC_MAX_ENTRIES 240

#define FIRST_INTERRUPT 32

#define PIC1_MASK 0x21
#define PIC2_MASK 0xa1

static bool x2apic;
static volatile u32 *xapic;

u32 apic_read(u32 offset)
{
	if (x2apic)
		return rdmsr(MSR_X2APIC + offset / 16);
	return xapic[offset / 4];
}

void apic_write(u32 offset, u32 value)
{
	if (x2apic)
		wrmsr(MSR_X2APIC + offset / 16, value);
	else
		xapic[offset / 4] = value;
}

bool apic_is_x2apic(void)
{
	return x2apic;
}

void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

void apic_self_ipi(u8 vector)
{
	apic_write(APIC_ICR, ICR_SELF | ICR_FIXED | vector);
}

void apic_send(u32 apic_id, u32 command)
{
	if (x2apic) {
		wrmsr(MSR_X2APIC + APIC_ICR / 16, (u64)apic_id << 32 | command);
	} else {
		xapic[APIC_ICR_HIGH / 4] = apic_id << 24;
		xapic[APIC_ICR / 4] = command;
	}
}

void apic_timer_arm(u8 vector, u32 ticks)
{
	apic_write(APIC_LVT_TIMER, ticks ? vector : LVT_MASKED | vector);
	apic_write(APIC_TIMER_INIT, ticks);
}

static void spurious(struct regs *regs)
{
	(void)regs; /* a spurious interrupt needs no EOI */
}

void ioapic_init(void)
{
	volatile u32 *ioapic = (volatile u32 *)IOAPIC_BASE;
	u32 last;

	ioapic[0] = IOAPIC_VERSION;
	last = ioapic[IOAPIC_WINDOW] >> 16 & 0xff; /* nobody there reads as ones */
	for (u32 i = 0; i <= last && last < IOAPIC_MAX_ENTRIES; i++) {
		ioapic[0] = IOAPIC_ENTRIES + 2 * i;
		ioapic[IOAPIC_WINDOW] = LVT_MASKED | VECTOR_SPURIOUS;
	}
}

void ioapic_vector(u8 pin, u8 vector)
{
	volatile u32 *ioapic = (volatile u32 *)IOAPIC_BASE;

	ioapic[0] = IOAPIC_ENTRIES + 2 * pin + 1;
	ioapic[IOAPIC_WINDOW] = this_cpu()->apic_id << 24;
	ioapic[0] = IOAPIC_ENTRIES + 2 * pin;
	ioapic[IOAPIC_WINDOW] = LVT_MASKED | vector;
}

bool apic_is_there(void)
{
	return cpuid(1, 0).edx & CPUID1_EDX_APIC;
}

void apic_init(bool want_xapic)
{
	u64 base = rdmsr(MSR_APIC_BASE);

	out8(PIC1_MASK, 0xff);
	out8(PIC2_MASK, 0xff);
	x2apic = base & APIC_BASE_X2APIC || (!want_xapic && cpuid(1, 0).ecx & CPUID1_ECX_X2APIC);
	base |= APIC_BASE_ENABLE;
	wrmsr(MSR_APIC_BASE, base);
	if (x2apic)
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_X2APIC);
	xapic = (volatile u32 *)(base & 0xffffff000);
	this_cpu()->apic_id = apic_read(APIC_ID) >> (x2apic ? 0 : 24);
	trap_handle(VECTOR_SPURIOUS, spurious);
	apic_write(APIC_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_LVT_LINT0, LVT_MASKED);
	apic_write(APIC_TIMER_DIV, TIMER_DIV_BY_128);
}

static void forget(struct regs *regs)
{
	(void)regs;
	apic_eoi();
}

static void handle_all(void (*handler)(struct regs *regs))
{
	for (u32 vector = FIRST_INTERRUPT; vector < VECTOR_SPURIOUS; vector++)
		trap_handle(vector, handler);
}

void apic_forget_pending(void)
{
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_SPURIOUS);
	handle_all(forget);
	irq_enable();
	asm volatile("nop"); /* STI shadows one instruction; then one comes after another */
	irq_disable();
	handle_all(NULL);
}
