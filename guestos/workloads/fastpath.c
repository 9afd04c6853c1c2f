// SPDX-License-Identifier: GPL-2.0-only
/* An exit that KVM handles on its fastest path: it enters the guest again at once. */
#include "machine/apic.h"
#include "machine/trap.h"
#include "measure/workload.h"

#define APIC_ID_NOBODY 0xfe /* far above the IDs of MAX_CPUS vCPUs; 0xff is all of them */

static void op_nobody(u64 i)
{
	(void)i;
	apic_send(APIC_ID_NOBODY, ICR_FIXED | VECTOR_IPI);
}

/*
 * In x2APIC mode a fixed IPI without a shorthand never gets as far as KVM's exit
 * handlers; with no receiver nothing else keeps the vCPU from the guest either.
 */
WORKLOAD(fastpath_nobody) = {
	.name = "ipi.nobody",
	.summary = "an IPI to an APIC ID that no vCPU has: KVM's fast path in x2APIC mode",
	.op = op_nobody,
	.expect = EXITS(ON_ICR_OTHER(1)),
};
