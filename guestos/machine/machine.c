// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "cpu.h"

#define PORT_KEYBOARD_DATA 0x60

#define KEYBOARD_FULL	0x01 /* its status: a byte is there ... */
#define KEYBOARD_MOUSE	0x20 /* ... from the mouse */
#define KEYBOARD_ABSENT 0xff
#define KEY_RELEASED	0x80

#define CPUID1_ECX_HYPERVISOR BIT(31)

static void __noreturn halt(void)
{
	for (;;)
		asm volatile("hlt");
}

/* A key that goes down: what was let go may have been pressed in the boot loader's menu. */
static bool key_pressed(void)
{
	u8 status = in8(PORT_KEYBOARD);

	if (!(status & KEYBOARD_FULL))
		return false;
	return !(in8(PORT_KEYBOARD_DATA) & KEY_RELEASED) && !(status & KEYBOARD_MOUSE);
}

static void wait_for_key(void)
{
	if (in8(PORT_KEYBOARD) == KEYBOARD_ABSENT)
		halt();
	while (in8(PORT_KEYBOARD) & KEYBOARD_FULL)
		in8(PORT_KEYBOARD_DATA);
	while (!key_pressed())
		cpu_pause();
}

enum exit_code machine_plain(enum exit_code code)
{
	switch (code) {
	case EXIT_PASS:
		return EXIT_PLAIN_PASS;
	case EXIT_FAIL:
		return EXIT_PLAIN_FAIL;
	case EXIT_SKIP:
		return EXIT_PLAIN_SKIP;
	default:
		return EXIT_PLAIN_ERROR;
	}
}

void __noreturn machine_exit(enum exit_code code, bool hold)
{
	bool is_virtual = cpuid(1, 0).ecx & CPUID1_ECX_HYPERVISOR;

	irq_disable();
	out8(PORT_DEBUG_EXIT, code);
	if (hold || !is_virtual)
		wait_for_key();
	if (is_virtual) { /* a real machine may have anything at these ports */
		out16(PORT_ACPI_PM1A, ACPI_S5);
		out8(PORT_CLOUD_HYPERVISOR, CLOUD_HYPERVISOR_S5);
	}
	out8(PORT_KEYBOARD, KEYBOARD_RESET);
	halt();
}
