/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions to the clock, where no counter tells: whether an operation exits. */
#ifndef EXITSCOPE_ASKED_H
#define EXITSCOPE_ASKED_H

#include "shared/types.h"

#define ASKED_TIMES 8

/*
 * Whether @op exits each of the ASKED_TIMES that it is called, with 0, 1, ...: whether the cheapest takes
 * at least half of what the cheapest CPUID takes, which exits. For operations of a few
 * instructions: of those an exit takes hundreds of times as long as they.
 */
bool asked_exits(void (*op)(u64 i));

#endif
