// SPDX-License-Identifier: GPL-2.0-only
/* Instructions that exit by themselves, each with nothing else around it. */
#include "machine/trap.h"
#include "measure/workload.h"

static void op_cpuid(u64 i)
{
	(void)i;
	cpuid(0, 0);
}

WORKLOAD(instruction_cpuid) = {
	.name = "cpuid",
	.summary = "CPUID, leaf 0",
	.op = op_cpuid,
	.expect = EXITS(ON_VMX(CPUID, 1), ON_SVM(CPUID, 1)),
};

static void op_invd(u64 i)
{
	(void)i;
	asm volatile("invd" : : : "memory");
}

/* A real INVD loses what the caches hold, and an emulated MWAIT may never end. */
static const char *setup_only_under_kvm(void)
{
	return counters.numbering ? NULL : "safe only where KVM is known to intercept it";
}

WORKLOAD(instruction_invd) = {
	.name = "invd",
	.summary = "INVD, which KVM ignores",
	.setup = setup_only_under_kvm,
	.op = op_invd,
	.expect = EXITS(ON_VMX(INVD, 1), ON_SVM(INVD, 1, .without = QUIRK_INVD_WBINVD),
			ON_SVM(WBINVD, 1, .with = QUIRK_INVD_WBINVD)),
};

static void op_wbinvd(u64 i)
{
	(void)i;
	asm volatile("wbinvd" : : : "memory");
}

WORKLOAD(instruction_wbinvd) = {
	.name = "wbinvd",
	.summary = "WBINVD",
	.op = op_wbinvd,
	.expect = EXITS(ON_VMX(WBINVD, 1), ON_SVM(WBINVD, 1)),
};

static void op_rdpmc(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: rdpmc\n" FAULT_TO_EAX : "+a"(rax) : "c"(0) : "rdx", "memory");
}

WORKLOAD(instruction_rdpmc) = {
	.name = "rdpmc",
	.summary = "RDPMC of counter 0, or #GP without a virtual PMU",
	.op = op_rdpmc,
	.expect = EXITS(ON_VMX(RDPMC, 1, .without = RDPMC_PASSTHROUGH),
			ON_SVM(RDPMC, 1, .without = RDPMC_PASSTHROUGH)),
};

#define CPUID1_ECX_XSAVE BIT(26)
#define CR4_OSXSAVE	 BIT(18)

static u32 xcr0_low, xcr0_high;

static const char *setup_xsetbv(void)
{
	if (!(cpuid(1, 0).ecx & CPUID1_ECX_XSAVE))
		return "the CPU has no XSAVE";
	write_cr4(read_cr4() | CR4_OSXSAVE);
	asm volatile("xgetbv" : "=a"(xcr0_low), "=d"(xcr0_high) : "c"(0));
	return NULL;
}

static void teardown_xsetbv(void)
{
	write_cr4(read_cr4() & ~CR4_OSXSAVE);
}

static void op_xsetbv(u64 i)
{
	(void)i;
	asm volatile("xsetbv" : : "a"(xcr0_low), "d"(xcr0_high), "c"(0) : "memory");
}

WORKLOAD(instruction_xsetbv) = {
	.name = "xsetbv",
	.summary = "XSETBV of the value that XCR0 has",
	.setup = setup_xsetbv,
	.per_cpu = true,
	.teardown = teardown_xsetbv,
	.op = op_xsetbv,
	.expect = EXITS(ON_VMX(XSETBV, 1), ON_SVM(XSETBV, 1, .without = QUIRK_NO_XSETBV)),
};

static void op_monitor(u64 i)
{
	static u64 line;
	u64 rax = (u64)&line;

	(void)i;
	asm volatile("1: monitor\n" FAULT_TO_EAX : "+a"(rax) : "c"(0), "d"(0) : "memory");
}

WORKLOAD(instruction_monitor) = {
	.name = "monitor",
	.summary = "MONITOR, which KVM takes as a NOP",
	.op = op_monitor,
	.expect = EXITS(ON_VMX(MONITOR_INSTRUCTION, 1, .without = MWAIT_PASSTHROUGH),
			ON_SVM(MONITOR, 1, .without = MWAIT_PASSTHROUGH)),
};

static void op_mwait(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: mwait\n" FAULT_TO_EAX : "+a"(rax) : "c"(0) : "memory");
}

/* No MONITOR is armed, so that a CPU that does execute it does not wait. */
WORKLOAD(instruction_mwait) = {
	.name = "mwait",
	.summary = "MWAIT with no monitor armed, which KVM takes as a NOP",
	.setup = setup_only_under_kvm,
	.op = op_mwait,
	.expect = EXITS(ON_VMX(MWAIT_INSTRUCTION, 1, .without = MWAIT_PASSTHROUGH),
			ON_SVM(MWAIT, 1, .without = MWAIT_PASSTHROUGH)),
};

static void op_pause(u64 i)
{
	(void)i;
	cpu_pause();
	cpuid(0, 0);
}

/*
 * The CPUID keeps the PAUSEs so far apart that no filter takes them for a loop.
 * Without a filter SVM intercepts each one.
 */
WORKLOAD(instruction_pause) = {
	.name = "pause",
	.summary = "PAUSE, then CPUID",
	.op = op_pause,
	.expect = EXITS(ON_VMX(CPUID, 1), ON_SVM(CPUID, 1),
			ON_SVM(PAUSE, 1, .without = PAUSE_FILTER | PAUSE_PASSTHROUGH)),
};

/* PAUSEs further apart are no loop: kvm_intel's ple_gap, kvm_amd's pause_filter_thresh. */
#define PLE_GAP	     128
#define PLE_WINDOW   4096 /* kvm_intel's ple_window: a loop that lasts longer exits */
#define FILTER_COUNT 3000 /* kvm_amd's pause_filter_count: a loop of more PAUSEs exits */

static void spin(u64 cycles, bool with_pause)
{
	u64 end = rdtsc_ordered() + cycles;

	while (rdtsc_ordered() < end)
		if (with_pause)
			cpu_pause();
}

/* The exit takes what is left of the time. A tick of the host's begins the window, or the count, anew. */
static void op_pause_loop(u64 i)
{
	(void)i;
	spin(4 * PLE_GAP, false);
	if (counters.numbering == ISA_VMX)
		spin(PLE_WINDOW * 5 / 4, true);
	for (int n = 0; counters.numbering == ISA_SVM && n < FILTER_COUNT * 5 / 4; n++)
		cpu_pause();
}

/* Without a threshold, as QEMU has none and Bochs before 3.1, KVM lets the guest run PAUSE (svm_vm_init()). */
static const char *setup_pause_loop(void)
{
	return counters.numbering == ISA_SVM && !(conditions() & PAUSE_FILTER)
		       ? "this processor has no pause filter, or KVM does not use it"
		       : NULL;
}

WORKLOAD(instruction_pause_loop) = {
	.name = "pause.loop",
	.summary = "PAUSE in a loop that the filter finds (needs a window that does not grow)",
	.setup = setup_pause_loop,
	.manual = true,
	.op = op_pause_loop,
	.expect = EXITS(ON_VMX(PAUSE_INSTRUCTION, 1, .with = PAUSE_FILTER,
			       .without = PAUSE_PASSTHROUGH, .disturbed = FEWER),
			ON_SVM(PAUSE, 1, .with = PAUSE_FILTER, .without = PAUSE_PASSTHROUGH,
			       .disturbed = FEWER)),
};

/* What comes out does not matter here, nor whether there was enough entropy. */
#define RANDOM_ROW(mnemonic, NAME)                                                                 \
	static void op_##mnemonic(u64 i)                                                           \
	{                                                                                          \
		u64 rax = 0;                                                                       \
                                                                                                   \
		(void)i;                                                                           \
		asm volatile("1: " #mnemonic " %%rcx\n" FAULT_TO_EAX                               \
			     : "+a"(rax)                                                           \
			     :                                                                     \
			     : "rcx", "memory", "cc");                                             \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(instruction_##mnemonic) = {                                                       \
		.name = #mnemonic,                                                                 \
		.summary = #NAME "; on VMX an exit where CPUID hides it, and then #UD",            \
		.setup = needs_##mnemonic,                                                         \
		.op = op_##mnemonic,                                                               \
		.expect = EXITS(ON_VMX(NAME, 1, .with = HIDDEN_##NAME)),                           \
	}

RANDOM_ROW(rdrand, RDRAND);
RANDOM_ROW(rdseed, RDSEED);

static void op_ud2(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("1: ud2\n" FAULT_TO_EAX : "+a"(rax) : : "memory");
}

WORKLOAD(instruction_ud) = {
	.name = "exception.ud",
	.summary = "UD2: #UD, which KVM intercepts and hands back",
	.op = op_ud2,
	.expect = EXITS(ON_VMX(EXCEPTION_NMI, 1), ON_SVM(EXCP_UD, 1)),
};

static void op_single_step(u64 i)
{
	u64 rax = 0;

	(void)i;
	asm volatile("pushfq; orl $0x100, (%%rsp); popfq; nop\n1:\n" FAULT_TO_EAX
		     : "+a"(rax)
		     :
		     : "memory", "cc");
}

WORKLOAD(instruction_db) = {
	.name = "exception.db",
	.summary = "a single step: #DB, which KVM intercepts and hands back",
	.setup = setup_not_debugged,
	.op = op_single_step,
	.expect = EXITS(ON_VMX(EXCEPTION_NMI, 1), ON_SVM(EXCP_DB, 1)),
};
