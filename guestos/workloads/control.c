// SPDX-License-Identifier: GPL-2.0-only
/*
 * Controls: what must cost no exit. If one of these shows an exit, the
 * measurement is wrong, not the host.
 */
#include "workload.h"

static void op_nop(u64 i)
{
	(void)i;
}

WORKLOAD(control_nop) = {
	.name = "nop",
	.summary = "nothing: an empty function",
	.op = op_nop,
};
