/* SPDX-License-Identifier: GPL-2.0-only */
/* How fast the time-stamp counter and the APIC timer run. */
#ifndef EXITSCOPE_CLOCK_H
#define EXITSCOPE_CLOCK_H

#include "shared/types.h"

struct clock {
	u64 tsc_khz;	    /* 0: there is no PIT to calibrate by */
	u64 apic_timer_khz; /* ticks at the divisor that apic.c sets */
};

/* Measures both against the PIT, over 5 ms. Interrupts need not be on. */
struct clock clock_calibrate(void);

/* What it measured for the TSC; 0 before, and where there is no PIT. */
u64 clock_tsc_khz(void);

#endif
