// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest of its own: it latches the exit counters and has its machine reset, by the keyboard controller, by the chip
 * set and by a triple fault, and says before and after each whether it reads a copy or live counts. CMOS RAM, which a
 * reset keeps, tells it how often it has begun. Multiboot 1, 32 bits, no memory but its own.
 */
#include <stdint.h>

#include "shared/abi.h"

#define CONSOLE	    0xe9 /* QEMU's debugcon */
#define CMOS_INDEX  0x70
#define CMOS_DATA   0x71
#define CMOS_BEGUN  0x50 /* that SeaBIOS has no use for */
#define KEYBOARD    0x64
#define PULSE_RESET 0xfe
#define RESET	    0xcf9 /* of the chip set */
#define RESET_HARD  0x06
#define POWER	    0x604 /* PIIX4's PM1a control, where SeaBIOS puts it */
#define POWER_OFF   0x2000

#define VMX_CPUID 10
#define SVM_CPUID 114

asm(".section .multiboot, \"a\"\n"
    ".balign 4\n"
    ".long 0x1badb002, 0, -0x1badb002\n"
    ".text\n"
    ".globl _start\n"
    "_start:\n"
    "	movl	$stack_end, %esp\n"
    "	call	begin\n"
    ".bss\n"
    ".balign 16\n"
    "	.skip	4096\n"
    "stack_end:\n"
    ".text\n");

struct regs {
	uint32_t eax, ebx, ecx, edx;
};

static struct regs cpuid(uint32_t leaf, uint32_t ecx)
{
	struct regs r;

	asm volatile("cpuid"
		     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
		     : "a"(leaf), "c"(ecx));
	return r;
}

static void out8(uint16_t port, uint8_t value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void out16(uint16_t port, uint16_t value)
{
	asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port)
{
	uint8_t value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void say(const char *text)
{
	while (*text)
		out8(CONSOLE, *text++);
}

static uint8_t begun(void)
{
	out8(CMOS_INDEX, CMOS_BEGUN);
	return in8(CMOS_DATA);
}

static void begin_again_as(uint8_t times)
{
	out8(CMOS_INDEX, CMOS_BEGUN);
	out8(CMOS_DATA, times);
}

/* By two readings of CPUID's own count: live it grows by the second one, in a copy it does not. */
static void say_view(uint32_t reason)
{
	struct regs first = cpuid(LEAF_METRIC, reason), second = cpuid(LEAF_METRIC, reason);

	if (first.edx != second.edx)
		say("two views\n");
	else if (!first.edx && second.eax == first.eax + 1)
		say("live\n");
	else if (first.edx & COPY_NUMBER && first.edx != UNDEFINED && second.eax == first.eax)
		say(first.edx & COPY_THIS_VCPU ? "a copy of this vCPU\n" : "a copy\n");
	else
		say("neither a copy nor live\n");
}

static void reset_keyboard(void)
{
	out8(KEYBOARD, PULSE_RESET);
}

static void reset_chip_set(void)
{
	out8(RESET, RESET_HARD);
}

static void fault_three_times(void)
{
	static const struct __attribute__((packed)) {
		uint16_t limit;
		uint32_t base;
	} none;

	asm volatile("lidt %0; int3" : : "m"(none));
}

static const struct {
	const char *name;
	uint32_t view;
	void (*reset)(void);
} resets[] = {
	{ "the keyboard controller", VIEW_LATCH, reset_keyboard },
	{ "the chip set", VIEW_LATCH | VIEW_THIS_VCPU, reset_chip_set },
	{ "a triple fault", VIEW_LATCH, fault_three_times },
};

#define RESETS (sizeof(resets) / sizeof(resets[0]))

static void latch_and_reset(uint32_t i, uint32_t reason)
{
	cpuid(LEAF_VIEW, resets[i].view);
	say("before ");
	say(resets[i].name);
	say(": ");
	say_view(reason);
	begin_again_as(i + 1);
	resets[i].reset();
}

void begin(void);
void begin(void)
{
	uint32_t times = begun(), numbering = cpuid(LEAF_VERSION, 0).ebx;
	uint32_t reason = numbering == 1 ? VMX_CPUID : SVM_CPUID;

	if (numbering != 1 && numbering != 2) {
		say("no exit counters\n");
	} else if (times <= RESETS) {
		say("after ");
		say(times ? resets[times - 1].name : "power-on");
		say(": ");
		say_view(reason);
		if (times < RESETS)
			latch_and_reset(times, reason);
		else
			say("the end\n");
	} else {
		say("CMOS RAM does not hold what was written\n");
	}
	out16(POWER, POWER_OFF);
	for (;;)
		asm volatile("hlt");
}
