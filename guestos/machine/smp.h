/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * More than one vCPU. The others are started once, by INIT and SIPI, and sleep
 * in HLT, where they cost no exit, until there is work for them.
 */
#ifndef EXITSCOPE_SMP_H
#define EXITSCOPE_SMP_H

#include "cpu.h"

/*
 * Starts all other vCPUs that ACPI names, as many as can be. After acpi_init()
 * and memory_init(). Returns NULL, or what went wrong.
 */
const char *smp_start(u64 tsc_khz);

/* How many vCPUs are used, this one included. */
u32 smp_count(void);

/*
 * How many there are: more where not all are used. Then *@why is the reason, else NULL.
 */
u32 smp_found(const char **why);

/* The highest APIC ID that no vCPU has, 254 at most; 0 if all are taken. */
u32 smp_free_apic_id(void);

/* The APIC ID of vCPU @index. */
u32 smp_apic_id(u32 index);

/*
 * Has the first @cpus vCPUs, this one included, call @fn(@argument), and returns
 * when all are through. Called by vCPU 0.
 */
void smp_run(void (*fn)(void *argument), void *argument, u32 cpus);

/* Reads what another vCPU writes, and with it all that that one wrote before. */
static inline u32 smp_load(const u32 *value)
{
	return __atomic_load_n(value, __ATOMIC_ACQUIRE);
}

/*
 * Returns when all @cpus vCPUs have come to their @turn-th barrier (from 1 on,
 * one up each time). Waits without PAUSE, so that waiting costs no exit.
 */
void smp_barrier(u32 *arrived, u32 turn, u32 cpus);

#endif
