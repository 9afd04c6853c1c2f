// SPDX-License-Identifier: GPL-2.0-only
/* An exit that KVM handles on its fastest path: it enters the guest again at once. */
#include "machine/apic.h"
#include "machine/smp.h"
#include "machine/trap.h"
#include "measure/workload.h"

static u32 nobody;

static const char *find_nobody(void)
{
	nobody = smp_free_apic_id();
	return nobody ? NULL : "each APIC ID has a vCPU";
}

static void op_nobody(u64 i)
{
	(void)i;
	apic_send(nobody, ICR_FIXED | VECTOR_IPI);
}

/*
 * In x2APIC mode a fixed IPI without a shorthand never gets as far as KVM's exit
 * handlers; with no receiver nothing else keeps the vCPU from the guest either.
 */
WORKLOAD(fastpath_nobody) = {
	.name = "ipi.nobody",
	.summary = "an IPI to an APIC ID that no vCPU has: KVM's fast path in x2APIC mode",
	.setup = find_nobody,
	.op = op_nobody,
	.expect = EXITS(ON_ICR_OTHER(1)),
};
