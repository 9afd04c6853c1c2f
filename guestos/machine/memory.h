/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory: RAM that nothing has touched yet, and 4 KiB mappings to play with.
 * The first 4 GiB are mapped one to one from the start.
 */
#ifndef EXITSCOPE_MEMORY_H
#define EXITSCOPE_MEMORY_H

#include "shared/types.h"

/* @end: where the RAM that begins at 1 MiB ends, as the boot loader told. */
void memory_init(u64 end);

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
 * A page table entry of 4 KiB, present in no TLB, whose page nothing else
 * uses: for mappings that come and go. The address it maps goes to *@address.
 */
u64 *memory_window(void **address);

#endif
