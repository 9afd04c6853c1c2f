// SPDX-License-Identifier: GPL-2.0-only
#include "watchdog.h"
#include "machine/apic.h"
#include "machine/console.h"
#include "machine/panic.h"
#include "machine/trap.h"

static u64 timer_khz, limit_ms;

static void bite(struct regs *regs)
{
	print("# hang: no end after %lu ms of guest time\n", limit_ms);
	trap_dump(regs);
	panic("a workload hangs");
}

void watchdog_init(u64 apic_timer_khz, u64 ms)
{
	limit_ms = ms;
	timer_khz = apic_timer_khz;
	trap_handle(VECTOR_WATCHDOG, bite);
}

void watchdog_start(void)
{
	u64 ticks = min_u64(limit_ms * timer_khz, UINT32_MAX);

	apic_timer_arm(VECTOR_WATCHDOG, ticks);
}

void watchdog_stop(void)
{
	apic_timer_arm(VECTOR_WATCHDOG, 0);
}
