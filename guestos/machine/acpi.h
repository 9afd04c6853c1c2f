/* SPDX-License-Identifier: GPL-2.0-only */
/* As much of ACPI as tells the vCPUs: RSDP, RSDT, MADT (ACPI 6.4, chapter 5). */
#ifndef EXITSCOPE_ACPI_H
#define EXITSCOPE_ACPI_H

#include "shared/types.h"

/*
 * Writes the APIC IDs of the enabled vCPUs to @ids, at most @max, and returns
 * how many there are; 0 without ACPI. @rsdp: where the loader says the RSDP is,
 * or 0: then it is searched for where BIOSes put it.
 */
u32 acpi_cpus(u64 rsdp, u32 *ids, u32 max);

#endif
