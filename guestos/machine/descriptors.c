// SPDX-License-Identifier: GPL-2.0-only
#include "descriptors.h"
#include "boot/layout.h"
#include "trap.h"

struct gate {
	u16 offset0, selector;
	u8 ist, type;
	u16 offset16;
	u32 offset32, reserved;
};

struct table_register {
	u16 limit;
	u64 base;
} __packed;

#define GATE_INTERRUPT 0x8e /* present, DPL 0, 64-bit interrupt gate */
#define GATE_USER      0xee /* the same with DPL 3 */
#define VECTOR_SIZE    16   /* one stub in vectors.S */

/* Faults on a broken stack still get a good one: double fault, NMI, machine check. */
#define IST_EMERGENCY 1

static struct gate idt[256] __aligned(16);
static struct tables *tables[MAX_CPUS];

#define TSS_AVAILABLE 0x89ULL /* present, DPL 0; 32-bit, or in long mode 64-bit */

static u64 tss_descriptor(u64 base, u64 size)
{
	return (size - 1) | (base & 0xffffff) << 16 | TSS_AVAILABLE << 40 |
	       (base >> 24 & 0xff) << 56;
}

/* The descriptor is made anew, since LTR takes an available TSS only and marks it busy. */
static void load_tss(struct tables *t)
{
	t->gdt[GDT_TSS / 8] = tss_descriptor((u64)&t->tss, sizeof(t->tss));
	asm volatile("ltr %w0" : : "r"(GDT_TSS) : "memory");
}

static void gdt_init(struct tables *t)
{
	u64 base = (u64)&t->tss;
	struct table_register gdtr = { sizeof(t->gdt) - 1, (u64)t->gdt };

	t->tss.ist[IST_EMERGENCY - 1] = (u64)(t->emergency_stack + sizeof(t->emergency_stack));
	t->tss.rsp[0] = (u64)(t->trap_stack + sizeof(t->trap_stack));
	t->tss.io_bitmap = sizeof(t->tss);
	t->gdt[GDT_CODE64 / 8] = 0x00af9b000000ffff;
	t->gdt[GDT_DATA64 / 8] = 0x00cf93000000ffff;
	t->gdt[GDT_CODE32 / 8] = 0x00cf9b000000ffff;
	t->gdt[GDT_USER_DATA / 8] = 0x00cff3000000ffff;
	t->gdt[GDT_USER_CODE / 8] = 0x00affb000000ffff;
	t->gdt[GDT_TSS / 8 + 1] = base >> 32;
	asm volatile("lgdt %0" : : "m"(gdtr));
	load_tss(t);
}

static void idt_init(void)
{
	struct table_register idtr = { sizeof(idt) - 1, (u64)idt };

	for (int i = 0; i < 256; i++) {
		u64 stub = (u64)vector_stubs + i * VECTOR_SIZE;

		idt[i] = (struct gate){
			.offset0 = stub,
			.offset16 = stub >> 16,
			.offset32 = stub >> 32,
			.selector = GDT_CODE64,
			.type = i == VECTOR_USER_DONE ? GATE_USER : GATE_INTERRUPT,
			.ist = i == VECTOR_NMI || i == VECTOR_DF || i == VECTOR_MC ? IST_EMERGENCY
										   : 0,
		};
	}
	asm volatile("lidt %0" : : "m"(idtr));
}

void cpu_init(u32 index, struct tables *t)
{
	tables[index] = t;
	t->cpu.self = &t->cpu;
	t->cpu.index = index;
	gdt_init(t);
	idt_init();
	wrmsr(MSR_GS_BASE, (u64)&t->cpu);
}

void cpu_touch_trap_stack(void)
{
	volatile u8 *stack = tables[this_cpu()->index]->trap_stack;

	stack[0] = 0;
	stack[sizeof(tables[0]->trap_stack) - 1] = 0;
}

void cpu_set_tss32(u16 selector, const void *base, u32 size)
{
	tables[this_cpu()->index]->gdt[selector / 8] = tss_descriptor((u64)base, size);
}

void cpu_load_tss(void)
{
	load_tss(tables[this_cpu()->index]);
}
