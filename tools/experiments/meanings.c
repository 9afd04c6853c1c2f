// SPDX-License-Identifier: GPL-2.0-only
/* What exits mean, on both processors, and what makes their numbers. No number of a run is in here. */
#include "meanings.h"
#include "shared/grouped.h"
#include "tables.h"

#define NONE                                                                                       \
	{                                                                                          \
		1, 0                                                                               \
	}
#define ONE(n)                                                                                     \
	{                                                                                          \
		(n), (n)                                                                           \
	}

const struct meaning meanings[] = {
	{ .name = "exception (or host NMI)",
	  .vmx = { ONE(0), NONE },
	  .svm = { { 0x40, 0x5f }, ONE(0x61) },
	  .why = "With shadow paging every page fault of the guest exits, since KVM must see whether the "
		 "guest's tables or its own shadow of them have to be filled in. With nested paging only #UD, "
		 "#AC, #DB and machine checks do. The write-up's thousands with EPT "
		 "are the same in all three states, and so are its CR accesses, about twice as many: both are of the "
		 "boot. Ours has next to none of either, and has no GRUB, which leaves protected mode for each call of "
		 "the BIOS. Measured in the vmx lab, Exitscope's guest booted by GRUB from its ISO takes 15,206 CR "
		 "accesses more than booted without, and where KVM emulates real mode 22,762 exceptions and 7,585 CR "
		 "accesses more: such numbers are a boot loader's. How the write-up's machine ran real mode is "
		 "not told." },
	{ .name = "external interrupt",
	  .vmx = { ONE(1), NONE },
	  .svm = { ONE(0x60), NONE },
	  .why = "The host's own: its timer, and the devices that serve the guest. It depends on how long "
		 "the guest was running code (not halted), so more of them with shadow paging means that the "
		 "boot took longer. On SVM it also ends a guest's timer that KVM keeps by a host timer: SVM has "
		 "no preemption timer." },
	{ .name = "interrupt window",
	  .vmx = { ONE(7), NONE },
	  .svm = { ONE(0x64), NONE },
	  .why = "An interrupt was to be injected while the guest had interrupts off. Grows with interrupts." },
	{ .name = "NMI window, IRET",
	  .vmx = { ONE(8), NONE },
	  .svm = { ONE(0x74), NONE },
	  .why = "Only with NMIs, which no guest here gets." },
	{ .name = "CPUID",
	  .vmx = { ONE(10), NONE },
	  .svm = { ONE(0x72), NONE },
	  .why = "Always exits. The kernel asks a fixed number of times at boot; then each new program, in "
		 "its C library's start: see the column of processes. A whole Ubuntu starts thousands of "
		 "programs, our guest a few, so here the write-up's largest number is a small one. Paging does "
		 "not matter, there or here." },
	{ .name = "HLT",
	  .vmx = { ONE(12), NONE },
	  .svm = { ONE(0x78), NONE },
	  .why = "The guest's idle loop. The write-up's guest has the services and timers of a whole system, which wake it "
		 "many times a second, also while it boots; ours has the kernel's own, and boots without ever "
		 "waiting. In use it waits for the disk." },
	{ .name = "INVLPG",
	  .vmx = { ONE(14), NONE },
	  .svm = { ONE(0x79), NONE },
	  .why = "Only with shadow paging, where the shadow's entry must go as well." },
	{ .name = "hypercall",
	  .vmx = { ONE(18), NONE },
	  .svm = { ONE(0x81), NONE },
	  .why = "A guest of one vCPU has little to ask KVM for." },
	{ .name = "CR access",
	  .vmx = { ONE(28), NONE },
	  .svm = { { 0x00, 0x1f }, ONE(0x65) },
	  .why = "With shadow paging every write of CR3, that is every switch between processes and, with page "
		 "table isolation, every entry to the kernel and return; with nested paging only bits of CR0 and "
		 "CR4 that KVM owns, at boot." },
	{ .name = "DR access",
	  .vmx = { ONE(29), NONE },
	  .svm = { { 0x20, 0x3f }, NONE },
	  .why = "The kernel sets the debug registers up at boot; then nobody uses them." },
	{ .name = "I/O instruction",
	  .vmx = { ONE(30), NONE },
	  .svm = { ONE(0x7b), NONE },
	  .why = "At boot three of four are PCI configuration by ports 0xcf8 and 0xcfc, firmware's and kernel's (in L1 the "
		 "histogram of kvm_pio by port tells); then the firmware's other devices, and the serial console. In "
		 "use: only devices that have ports; a virtio disk has none in its data path." },
	{ .name = "PAUSE",
	  .vmx = { ONE(40), NONE },
	  .svm = { ONE(0x77), NONE },
	  .why = "A loop that waits, caught by the processor's pause-loop exiting. On one vCPU a rare accident." },
	{ .name = "RDMSR",
	  .vmx = { ONE(31), NONE },
	  .svm = { NONE, NONE },
	  .why = "Probing at boot; then rare." },
	{ .name = "WRMSR",
	  .vmx = { ONE(32), NONE },
	  .svm = { NONE, NONE },
	  .why = "In use and idle nearly all of them arm the timer (TSC deadline) or end an interrupt (x2APIC "
		 "EOI), so they grow with interrupts and HLT." },
	{ .name = "RDMSR and WRMSR",
	  .vmx = { { 31, 32 }, NONE },
	  .svm = { ONE(0x7c), NONE },
	  .sum = true,
	  .why = "SVM has one exit code for both." },
	{ .name = "TPR below threshold",
	  .vmx = { ONE(43), NONE },
	  .svm = { NONE, NONE },
	  .why = "Unused by Linux." },
	{ .name = "APIC access",
	  .vmx = { ONE(44), ONE(56) },
	  .svm = { { 0x401, 0x402 }, NONE },
	  .why = "Before a guest turns on x2APIC: the firmware. KVM 6.12 without APICv lets such an access be "
		 "a page fault of nested paging instead (tools/lab/README.md)." },
	{ .name = "EPT violation",
	  .vmx = { ONE(48), NONE },
	  .svm = { NONE, NONE },
	  .why = "The first touch of memory that the host has not yet given, so it grows with the memory that was ever "
		 "used, and hardly any more once it has been. The host backs the guest with large pages where it can "
		 "(transparent huge pages, Debian's default), so one such exit may be 2 MiB. Never with shadow paging." },
	{ .name = "EPT misconfiguration",
	  .vmx = { ONE(49), NONE },
	  .svm = { NONE, NONE },
	  .why = "A device's registers in memory, which KVM marks so: the notification of a virtio queue, the I/O APIC, "
		 "the HPET. So at boot it is the setting up of devices, and then it grows with the disk's use. Never "
		 "with shadow paging, where it is a page fault." },
	{ .name = "nested page faults, all",
	  .vmx = { { 48, 49 }, NONE },
	  .svm = { ONE(0x400), NONE },
	  .sum = true,
	  .why = "SVM has one exit code for both." },
	{ .name = "preemption timer",
	  .vmx = { ONE(52), NONE },
	  .svm = { NONE, NONE },
	  .why = "The guest's timer, which VMX can run in the processor. SVM has none: there it is a host timer, "
		 "whose interrupt is in the row of external interrupts." },
	{ .name = "WBINVD",
	  .vmx = { ONE(54), NONE },
	  .svm = { ONE(0x89), NONE },
	  .why = "The kernel's cache control (MTRR) at boot, once a CPU." },
	{ .name = "XSETBV",
	  .vmx = { ONE(55), NONE },
	  .svm = { ONE(0x8d), NONE },
	  .why = "Once a CPU at boot, where the processor has XSAVE. QEMU's emulator of SVM does not intercept it. "
		 "Why the write-up has none its tables do not tell." },
	{ .name = "INVPCID",
	  .vmx = { ONE(58), NONE },
	  .svm = { ONE(0xa2), NONE },
	  .why = "As INVLPG: only with shadow paging, on processors that have it." },
};

const size_t meanings_count = ARRAY_SIZE(meanings);

u64 meaning_count(const struct meaning *meaning, const struct table *table, bool *known)
{
	const u32(*range)[2] = table->isa == ISA_VMX ? meaning->vmx : meaning->svm;
	u64 count = 0;

	*known = false;
	for (size_t i = 0; i < 2; i++)
		for (u32 reason = range[i][0]; reason <= range[i][1]; reason++) {
			*known = true;
			count += table->count[reason];
		}
	return count;
}

const char *count_text(u64 count, bool known, char text[GROUPED])
{
	return known ? grouped(count, text) : "-";
}

u64 meaning_rest(const struct table *table)
{
	u64 rest = table->exits;
	bool known;

	for (size_t i = 0; i < meanings_count; i++) {
		/* A sum is of rows above on VMX, and a row of its own on SVM. */
		if (!meanings[i].sum || table->isa == ISA_SVM)
			rest -= meaning_count(&meanings[i], table, &known);
	}
	return rest;
}
