// SPDX-License-Identifier: GPL-2.0-only
/*
 * A histogram has three keys at most (TRACING_MAP_KEYS_MAX), so there are several. Each exit is counted by one of the first
 * two, by what kvm_exit itself tells. It does not tell the leaf of CPUID, the MSR, nor on VMX the address of MMIO; those have
 * tracepoints of their own, which do not tell the RIP. So kvm_exit leaves reason and RIP in variables of its thread, and what
 * comes next in that thread takes them, once, and hands all of it on as a synthetic event, which is counted in turn.
 * kvm_entry takes them if nobody has: SVM of 6.1 writes MSRs on its fast path before it traces the exit, and so nothing is
 * told of those, rather than that they were the exit before. (Variables are read once where an expression reads them, hence
 * the `+0`.)
 */
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "sites_parts.h"

/*
 * The reasons whose info1 says something of the instruction: VMX's task switch, CR, DR, I/O, the three of the APIC and EPT
 * violation; SVM's I/O, MSR, nested page fault and AVIC's. Of the others intr_info does, if they are exceptions.
 */
#define INFO1                                                                                      \
	"((isa == 1 && (exit_reason == 9 || exit_reason == 28 || exit_reason == 29 || "            \
	"exit_reason == 30 || exit_reason == 44 || exit_reason == 45 || exit_reason == 48 || "     \
	"exit_reason == 56)) || (isa == 2 && (exit_reason == 0x7b || exit_reason == 0x7c || "      \
	"exit_reason == 0x400 || exit_reason == 0x401 || exit_reason == 0x402)))"

#define TAKE(n) "hist:keys=common_pid:rip" n "=$rip+0,reason" n "=$reason+0"
#define HAND_ON ":onmatch(kvm.kvm_exit).trace(exitstat_%d"

char *sites_parts_synthetic(pid_t owner, bool mmio)
{
	if (mmio)
		return print("exitstat_%d_mmio unsigned int reason; unsigned long rip; u64 what",
			     owner);
	return print("exitstat_%d unsigned int reason; unsigned long rip; unsigned int what; "
		     "unsigned int more",
		     owner);
}

static void add(struct sites_part **part, char *event, char *trigger, const char *condition,
		bool threads)
{
	**part = (struct sites_part){ event, trigger, condition, threads };
	++*part;
}

/* Every exit is in one of the first two; the third is there for its variables. */
static void add_exits(struct sites_part **part, size_t entries)
{
	add(part, print("kvm/kvm_exit"),
	    print("hist:keys=exit_reason,guest_rip,info1:size=%zu", entries), INFO1, true);
	add(part, print("kvm/kvm_exit"),
	    print("hist:keys=exit_reason,guest_rip,intr_info:size=%zu", entries), "!" INFO1, true);
	add(part, print("kvm/kvm_exit"),
	    print("hist:keys=common_pid:rip=guest_rip,reason=exit_reason"), "", true);
}

/* What is handed on: leaves of CPUID, MSRs, addresses of MMIO. Who reads them tells them by their first key. */
static void add_handed(struct sites_part **part, pid_t owner, size_t entries)
{
	add(part, print("synthetic/exitstat_%d", owner),
	    print("hist:keys=rip,what,more:size=%zu", entries), "reason == 10 || reason == 0x72",
	    false);
	add(part, print("synthetic/exitstat_%d", owner),
	    print("hist:keys=what,rip,more:size=%zu", entries),
	    "reason == 31 || reason == 32 || reason == 0x7c", false);
	add(part, print("synthetic/exitstat_%d_mmio", owner),
	    print("hist:keys=reason,rip,what:size=%zu", entries), "", false);
}

static void add_takers(struct sites_part **part, pid_t owner)
{
	add(part, print("kvm/kvm_cpuid"),
	    print(TAKE("1") ",what1=function,more1=index" HAND_ON ",$reason1,$rip1,$what1,$more1)",
		  owner),
	    "", true);
	add(part, print("kvm/kvm_msr"),
	    print(TAKE("2") ",what2=ecx,more2=write" HAND_ON ",$reason2,$rip2,$what2,$more2)",
		  owner),
	    "", true);
	add(part, print("kvm/kvm_mmio"),
	    print(TAKE("3") ",what3=gpa" HAND_ON "_mmio,$reason3,$rip3,$what3)", owner), "", true);
}

void sites_parts_make(struct sites_part part[SITES_PARTS], pid_t owner, size_t entries)
{
	add_exits(&part, entries);
	add_handed(&part, owner, entries);
	add_takers(&part, owner);
	add(&part, print("kvm/kvm_page_fault"),
	    print("hist:keys=guest_rip,fault_address:size=%zu", entries), "", true);
	add(&part, print("kvm/kvm_entry"), print("hist:keys=common_pid:over=$rip+0"), "", true);
}

void sites_parts_free(struct sites_part part[SITES_PARTS])
{
	for (size_t i = 0; i < SITES_PARTS; i++) {
		free(part[i].event);
		free(part[i].trigger);
	}
}
