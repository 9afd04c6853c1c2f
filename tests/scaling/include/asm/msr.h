/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SHIM_MSR_H
#define SHIM_MSR_H

#include <linux/kvm_host.h>

static __always_inline u64 rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

#endif
