// SPDX-License-Identifier: GPL-2.0-only
/* Instructions that exit whatever the host's configuration is. */
#include "workload.h"

static void op_cpuid(u64 i)
{
	(void)i;
	cpuid(0, 0);
}

WORKLOAD(instruction_cpuid) = {
	.name = "cpuid",
	.summary = "CPUID, leaf 0",
	.op = op_cpuid,
	.expect = {
		ON_VMX(CPUID, 1),
		ON_SVM(CPUID, 1),
	},
};
