/* SPDX-License-Identifier: GPL-2.0-only */
/* The descriptor tables of a vCPU: GDT, TSS and IDT (SDM vol. 3, chapters 3, 6 and 8). */
#ifndef EXITSCOPE_DESCRIPTORS_H
#define EXITSCOPE_DESCRIPTORS_H

#include "cpu.h"

struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3, io_bitmap;
} __packed;

/* What a vCPU has of its own but for the stack it runs on. */
struct tables {
	struct cpu cpu;
	struct tss tss;
	u64 gdt[10];
	u8 trap_stack[4096] __aligned(16);
	u8 emergency_stack[4096] __aligned(16);
};

/*
 * Loads this vCPU's descriptor tables: GDT, TSS with a stack of its own for
 * double faults and NMIs, IDT; and makes it number @index for this_cpu(). They
 * are in @tables from then on, which is all zero before.
 */
void cpu_init(u32 index, struct tables *tables);

/* Writes to the stack of this vCPU's traps from CPL 3, so that the first of them finds it mapped. */
void cpu_touch_trap_stack(void);

/* Makes @selector in this vCPU's GDT an available 32-bit TSS at @base, of @size bytes. */
void cpu_set_tss32(u16 selector, const void *base, u32 size);

/* Loads TR with this vCPU's own TSS again. */
void cpu_load_tss(void);

#endif
