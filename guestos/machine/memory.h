/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory: RAM that nothing has touched yet, and 4 KiB mappings to play with.
 * The first 4 GiB are mapped one to one from the start.
 */
#ifndef EXITSCOPE_MEMORY_H
#define EXITSCOPE_MEMORY_H

#include "shared/types.h"

/* @start, @end: the largest piece of RAM from 1 MiB on, as the boot loader told; 0, 0: it did not. */
void memory_init(u64 start, u64 end);

/* What CR3 holds on each vCPU, for as long as it runs: the address of the page tables' root. */
u64 memory_root(void);

/* Bytes of untouched RAM that are left. */
u64 memory_untouched(void);

/*
 * Takes @size bytes of untouched RAM, aligned to @align, a power of two; NULL
 * if that much is not left. It is given out once and never comes back: the
 * first access to it is the first of the VM's life. Any vCPU may call this at
 * any time.
 */
void *memory_take(u64 size, u64 align);

/*
 * Where a device's memory at @address can be reached: there, or for one device of up to 1 GiB above
 * 4 GiB, at a mapping of its own. NULL if it does not fit that.
 */
void *memory_map_device(u64 address, u64 size);

/*
 * A page table entry of 4 KiB, present in no TLB, whose page nothing else
 * uses: for mappings that come and go. The address it maps goes to *@address.
 */
u64 *memory_window(void **address);

#endif
