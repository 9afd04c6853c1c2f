/* SPDX-License-Identifier: GPL-2.0-only */
/* Ends the run when a workload takes too long, by the local APIC's timer. */
#ifndef EXITSCOPE_WATCHDOG_H
#define EXITSCOPE_WATCHDOG_H

#include "shared/types.h"

/*
 * @apic_timer_khz as clock_calibrate() found it; with 0 there is no watchdog. @ms: how long
 * a workload may take, in guest time.
 */
void watchdog_init(u64 apic_timer_khz, u64 ms);

/* Gives what follows that long. Interrupts must be on for it to bite. */
void watchdog_start(void);

void watchdog_stop(void);

#endif
