// SPDX-License-Identifier: GPL-2.0-only
/* Invalidation of translations: free with two-dimensional paging, an exit each without. */
#include "machine/trap.h"
#include "measure/workload.h"

static u8 target[PAGE_SIZE] __aligned(PAGE_SIZE);

static void op_invlpg(u64 i)
{
	(void)i;
	invlpg(target);
}

WORKLOAD(tlb_invlpg) = {
	.name = "invlpg",
	.summary = "INVLPG of a mapped page",
	.op = op_invlpg,
	.expect = EXITS(ON_VMX(INVLPG, 1, .without = TDP), ON_SVM(INVLPG, 1, .without = TDP)),
};

#define INVPCID_ADDRESS 0UL /* one address of one PCID */

static void op_invpcid(u64 i)
{
	const u64 descriptor[2] = { 0, (u64)target };
	u64 rax = 0;

	(void)i;
	asm volatile("1: invpcid %1, %2\n" FAULT_TO_EAX
		     : "+a"(rax)
		     : "m"(descriptor), "r"(INVPCID_ADDRESS)
		     : "memory");
}

WORKLOAD(tlb_invpcid) = {
	.name = "invpcid",
	.summary = "INVPCID of one address",
	.setup = needs_invpcid,
	.op = op_invpcid,
	.expect = EXITS(ON_VMX(INVPCID, 1, .without = TDP | HIDDEN_INVPCID),
			ON_VMX(EXCEPTION_NMI, 1, .with = HIDDEN_INVPCID),
			ON_SVM(INVPCID, 1, .without = TDP | HIDDEN_INVPCID),
			ON_SVM(INVPCID, 1, .with = HIDDEN_INVPCID)),
};
