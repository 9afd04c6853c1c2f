/* SPDX-License-Identifier: GPL-2.0-only */
/* As much of ACPI as tells the vCPUs and the console: RSDP, RSDT or XSDT, MADT (ACPI 6.4, chapter 5), SPCR. */
#ifndef EXITSCOPE_ACPI_H
#define EXITSCOPE_ACPI_H

#include "uart.h"

/*
 * Finds the tables. @rsdp: where the loader says the RSDP is, or 0: then it is
 * searched for where BIOSes put it. Where there are none, the others find nothing.
 */
void acpi_init(u64 rsdp);

/*
 * Writes the APIC IDs of the enabled vCPUs to @ids, those up to LAST_APIC_ID and at
 * most @max, and returns how many it wrote; 0 without ACPI. *@named: how many there are.
 */
u32 acpi_cpus(u32 *ids, u32 max, u32 *named);

/*
 * The serial port that the firmware has its console on: SPCR, Microsoft's «Serial Port Console
 * Redirection Table», version 1.08. base is 0 where it names none, or none of a 16550's kind.
 */
struct uart acpi_uart(void);

#endif
