// SPDX-License-Identifier: GPL-2.0-only
/* Calibration by channel 2 of the 8254, the one whose output software can read. */
#include "clock.h"
#include "apic.h"
#include "cpu.h"
#include "trap.h"

#define PIT_HZ	       1193182
#define PIT_CHANNEL2   0x42
#define PIT_COMMAND    0x43
#define PIT_ONE_SHOT   0xb0 /* channel 2, both bytes, mode 0 */
#define PORT_B	       0x61
#define PORT_B_GATE2   0x01
#define PORT_B_SPEAKER 0x02
#define PORT_B_OUT2    0x20

#define CALIBRATE_MS 5
#define COUNT	     (PIT_HZ * CALIBRATE_MS / 1000)

/* A PIT that never ends its count is none: this many polls take far more than 5 ms. */
#define MAX_POLLS 1000000

static u64 tsc_khz;

u64 clock_tsc_khz(void)
{
	return tsc_khz;
}

/* Without a PIT the port floats: the output is set before the count can have ended. */
static bool one_shot_runs(void)
{
	return !(in8(PORT_B) & PORT_B_OUT2);
}

static bool wait_one_shot(void)
{
	for (u32 i = 0; i < MAX_POLLS; i++)
		if (in8(PORT_B) & PORT_B_OUT2)
			return true;
	return false;
}

struct clock clock_calibrate(void)
{
	struct clock c = {};
	u64 begin, ticks;
	u8 port_b = in8(PORT_B);

	out8(PORT_B, (port_b & ~PORT_B_SPEAKER) | PORT_B_GATE2);
	out8(PIT_COMMAND, PIT_ONE_SHOT);
	out8(PIT_CHANNEL2, COUNT & 0xff);
	apic_timer_arm(VECTOR_SPURIOUS, UINT32_MAX);
	out8(PIT_CHANNEL2, COUNT >> 8);
	begin = rdtsc_ordered();
	if (one_shot_runs() && wait_one_shot()) {
		c.tsc_khz = (rdtsc_ordered() - begin) / CALIBRATE_MS;
		ticks = UINT32_MAX - apic_read(APIC_TIMER_NOW);
		c.apic_timer_khz = ticks / CALIBRATE_MS;
	}
	apic_timer_arm(VECTOR_SPURIOUS, 0);
	out8(PORT_B, port_b);
	tsc_khz = c.tsc_khz;
	return c;
}
