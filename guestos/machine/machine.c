// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "cpu.h"

#define PORT_DEBUG_EXIT	      0xf4  /* QEMU's isa-debug-exit, as the labs place it */
#define PORT_ACPI_PM1A	      0x604 /* PM1a control of QEMU's pc and q35 */
#define PORT_CLOUD_HYPERVISOR 0x600 /* its shutdown port */
#define PORT_KEYBOARD	      0x64  /* Firecracker and crosvm end on a reset */

#define ACPI_S5		    0x2000 /* SLP_EN, SLP_TYP 0 */
#define CLOUD_HYPERVISOR_S5 0x34   /* SLP_EN, SLP_TYP 5 */
#define KEYBOARD_RESET	    0xfe

void __noreturn machine_exit(enum exit_code code)
{
	irq_disable();
	out8(PORT_DEBUG_EXIT, code);
	out16(PORT_ACPI_PM1A, ACPI_S5);
	out8(PORT_CLOUD_HYPERVISOR, CLOUD_HYPERVISOR_S5);
	out8(PORT_KEYBOARD, KEYBOARD_RESET);
	for (;;)
		asm volatile("hlt");
}
