/* SPDX-License-Identifier: GPL-2.0-only */
/* The descriptor tables of a vCPU: GDT, TSS and IDT (SDM vol. 3, chapters 3, 6 and 8). */
#ifndef EXITSCOPE_DESCRIPTORS_H
#define EXITSCOPE_DESCRIPTORS_H

#include "shared/types.h"

/*
 * Loads this vCPU's descriptor tables: GDT, TSS with a stack of its own for
 * double faults and NMIs, IDT; and makes it number @index for this_cpu().
 */
void cpu_init(u32 index);

/* Makes @selector in this vCPU's GDT an available 32-bit TSS at @base, of @size bytes. */
void cpu_set_tss32(u16 selector, const void *base, u32 size);

/* Loads TR with this vCPU's own TSS again. */
void cpu_load_tss(void);

#endif
