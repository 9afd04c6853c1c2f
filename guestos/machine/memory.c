// SPDX-License-Identifier: GPL-2.0-only
#include "memory.h"
#include "boot/layout.h"
#include "cpu.h"

/*
 * Boot loaders work at both ends of memory (GRUB's heap, firmware's tables),
 * so what is surely untouched lies in the middle.
 */
#define TOUCHED_AT_START (16UL << 20)
#define TOUCHED_AT_END	 (16UL << 20)

/* The window lies above the identity map, at 4 GiB, under a directory of its own. */
#define WINDOW_BASE BIT(32)

/* And a device above 4 GiB under another, behind it. */
#define DEVICE_BASE (WINDOW_BASE + BIT(30))

extern u64 boot_pml4[512], boot_pdpt[512];

static u64 next, end;
static u64 window_pd[512] __aligned(PAGE_SIZE);
static u64 window_pt[512] __aligned(PAGE_SIZE);
static u64 device_pd[512] __aligned(PAGE_SIZE);

void memory_init(u64 memory_start, u64 memory_end)
{
	if (memory_start <= BIT(20))
		memory_start = 0;
	window_pd[0] = (u64)window_pt | PTE_TABLE;
	boot_pdpt[WINDOW_BASE >> 30] = (u64)window_pd | PTE_TABLE;
	if (memory_end > memory_start + TOUCHED_AT_START + TOUCHED_AT_END) {
		next = memory_start + TOUCHED_AT_START;
		end = memory_end - TOUCHED_AT_END;
	}
}

u64 memory_root(void)
{
	return (u64)boot_pml4;
}

u64 memory_untouched(void)
{
	return end - next;
}

void *memory_take(u64 size, u64 align)
{
	u64 from = __atomic_load_n(&next, __ATOMIC_RELAXED), start;

	do {
		start = (from + align - 1) & ~(align - 1);
		if (start + size > end)
			return NULL;
	} while (!__atomic_compare_exchange_n(&next, &from, start + size, false, __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
	return (void *)start;
}

void *memory_map_device(u64 address, u64 size)
{
	u64 first = address & ~(LARGE_PAGE_SIZE - 1);

	if (address + size <= BIT(32))
		return (void *)address;
	if (address < BIT(32) || address + size - first > BIT(30))
		return NULL;
	for (u64 i = 0; i * LARGE_PAGE_SIZE < address + size - first; i++)
		device_pd[i] = (first + i * LARGE_PAGE_SIZE) | PTE_LARGE;
	boot_pdpt[DEVICE_BASE >> 30] = (u64)device_pd | PTE_TABLE;
	return (void *)(DEVICE_BASE + address - first);
}

u64 *memory_window(void **address)
{
	*address = (void *)WINDOW_BASE;
	return &window_pt[0];
}
