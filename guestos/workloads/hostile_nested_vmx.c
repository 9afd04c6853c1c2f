// SPDX-License-Identifier: GPL-2.0-only
/*
 * A nested guest that executes CPUID and nothing else, on VMX (SDM vol. 3, chapters 25 to 28): an
 * operation is one VMRESUME, which exits, and the nested guest's CPUID, which exits as well, and
 * which KVM hands to this guest as its own VM exit. RIP stays at the CPUID, so that between two
 * operations nothing has to be read or written.
 */
#include "boot/layout.h"
#include "lib/string.h"
#include "measure/workload.h"

#define CPUID1_ECX_VMX	    BIT(5)
#define CR4_VMXE	    BIT(13)
#define MSR_FEATURE_CONTROL 0x3a
#define FEATURE_LOCKED	    BIT(0)
#define FEATURE_VMXON	    BIT(2)
#define MSR_VMX_BASIC	    0x480
#define BASIC_TRUE_CONTROLS BIT(55)
#define MSR_VMX_CONTROLS    0x481 /* pin, processor, exit, entry; the true ones are 12 further on */
#define TRUE_CONTROLS	    12

#define EXIT_HOST_64	 BIT(9)
#define ENTRY_GUEST_64	 BIT(9)
#define SEGMENT_CODE64	 0xa09b
#define SEGMENT_DATA	 0xc093
#define SEGMENT_TSS	 0x008b
#define SEGMENT_UNUSABLE 0x10000
#define DR7_NONE	 0x400
#define RFLAGS_NONE	 2

/* Encodings of the fields (SDM vol. 3, appendix B). Segments: ES, CS, SS, DS, FS, GS, LDTR, TR. */
#define GUEST_SELECTOR(n)  (0x800 + 2 * (n))
#define HOST_SELECTOR(n)   (0xc00 + 2 * (n))
#define LINK_POINTER	   0x2800
#define PIN_CONTROLS	   0x4000
#define PROCESSOR_CONTROLS 0x4002
#define EXIT_CONTROLS	   0x400c
#define ENTRY_CONTROLS	   0x4012
#define GUEST_LIMIT(n)	   (0x4800 + 2 * (n))
#define GUEST_GDTR_LIMIT   0x4810
#define GUEST_IDTR_LIMIT   0x4812
#define GUEST_RIGHTS(n)	   (0x4814 + 2 * (n))
#define GUEST_CR0	   0x6800
#define GUEST_CR3	   0x6802
#define GUEST_CR4	   0x6804
#define GUEST_GDTR_BASE	   0x6816
#define GUEST_IDTR_BASE	   0x6818
#define GUEST_DR7	   0x681a
#define GUEST_RSP	   0x681c
#define GUEST_RIP	   0x681e
#define GUEST_RFLAGS	   0x6820
#define HOST_CR0	   0x6c00
#define HOST_CR3	   0x6c02
#define HOST_CR4	   0x6c04
#define HOST_GS_BASE	   0x6c08
#define HOST_TR_BASE	   0x6c0a
#define HOST_GDTR_BASE	   0x6c0c
#define HOST_IDTR_BASE	   0x6c0e
#define HOST_RSP	   0x6c14
#define HOST_RIP	   0x6c16
#define EXIT_REASON	   0x4402

enum segment {
	ES,
	CS,
	SS,
	DS,
	FS,
	GS,
	LDTR,
	TR,
	SEGMENTS,
};

struct table {
	u16 limit;
	u64 base;
} __packed;

static u32 vmxon_region[PAGE_SIZE / 4] __aligned(PAGE_SIZE);
static u32 vmcs[PAGE_SIZE / 4] __aligned(PAGE_SIZE);
static u8 nested_stack[256] __aligned(16), exit_stack[256] __aligned(16);
static struct table gdtr, idtr;

extern const u8 hostile_vmx_code[], hostile_vmx_exit[];
bool hostile_vmx_enter(bool launched);

/*
 * bool hostile_vmx_enter(bool launched): true if the nested guest has run, and exited. The exit
 * comes back on a stack of its own, since RSP's place in the VMCS is written only once.
 */
asm(".pushsection .text\n"
    "hostile_vmx_code: cpuid\n"
    "jmp hostile_vmx_code\n"
    "hostile_vmx_enter:\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    "mov %rsp, hostile_vmx_rsp\n"
    "test %edi, %edi\n"
    "jnz 1f\n"
    "vmlaunch\n"
    "jmp 2f\n"
    "1: vmresume\n"
    "2: xor %eax, %eax\n"
    "jmp 3f\n"
    "hostile_vmx_exit: mov $1, %eax\n"
    "mov hostile_vmx_rsp, %rsp\n"
    "3: pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "ret\n"
    ".popsection\n"
    ".pushsection .bss\n"
    ".balign 8\n"
    "hostile_vmx_rsp: .skip 8\n"
    ".popsection\n");

static void vmwrite(u64 field, u64 value)
{
	asm volatile("vmwrite %1, %0" : : "r"(field), "rm"(value) : "cc");
}

static u64 vmread(u64 field)
{
	u64 value = ~0ULL;

	asm volatile("vmread %1, %0" : "+rm"(value) : "r"(field) : "cc");
	return value;
}

/* What must be set is in the low half of its MSR, what may be in the high half. */
static u64 controls(u32 which, u64 wanted)
{
	bool exact = rdmsr(MSR_VMX_BASIC) & BASIC_TRUE_CONTROLS;
	u64 msr = rdmsr(MSR_VMX_CONTROLS + which + (exact ? TRUE_CONTROLS : 0));

	return (wanted | (u32)msr) & msr >> 32;
}

static void write_controls(void)
{
	vmwrite(PIN_CONTROLS, controls(0, 0));
	vmwrite(PROCESSOR_CONTROLS, controls(1, 0));
	vmwrite(EXIT_CONTROLS, controls(2, EXIT_HOST_64));
	vmwrite(ENTRY_CONTROLS, controls(3, ENTRY_GUEST_64));
	vmwrite(LINK_POINTER, ~0ULL);
}

static void write_segment(enum segment n, u16 selector, u32 limit, u32 rights)
{
	vmwrite(GUEST_SELECTOR(n), selector);
	vmwrite(GUEST_LIMIT(n), limit);
	vmwrite(GUEST_RIGHTS(n), rights);
}

static void write_guest(void)
{
	for (enum segment n = ES; n < LDTR; n++)
		write_segment(n, GDT_DATA64, 0xffffffff, SEGMENT_DATA);
	write_segment(CS, GDT_CODE64, 0xffffffff, SEGMENT_CODE64);
	write_segment(LDTR, 0, 0, SEGMENT_UNUSABLE);
	write_segment(TR, GDT_TSS, 0x67, SEGMENT_TSS);
	vmwrite(GUEST_GDTR_BASE, gdtr.base);
	vmwrite(GUEST_GDTR_LIMIT, gdtr.limit);
	vmwrite(GUEST_IDTR_BASE, idtr.base);
	vmwrite(GUEST_IDTR_LIMIT, idtr.limit);
	vmwrite(GUEST_CR0, read_cr0());
	vmwrite(GUEST_CR3, read_cr3());
	vmwrite(GUEST_CR4, read_cr4());
	vmwrite(GUEST_DR7, DR7_NONE);
	vmwrite(GUEST_RFLAGS, RFLAGS_NONE);
	vmwrite(GUEST_RSP, (u64)(nested_stack + sizeof(nested_stack)));
	vmwrite(GUEST_RIP, (u64)hostile_vmx_code);
}

static u64 tss_base(void)
{
	const u8 *d = (const u8 *)gdtr.base + GDT_TSS;

	return d[2] | d[3] << 8 | d[4] << 16 | (u64)d[7] << 24;
}

static void write_host(void)
{
	vmwrite(HOST_SELECTOR(CS), GDT_CODE64);
	vmwrite(HOST_SELECTOR(SS), GDT_DATA64);
	vmwrite(HOST_SELECTOR(6), GDT_TSS); /* TR: there is no LDTR among the host's */
	vmwrite(HOST_CR0, read_cr0());
	vmwrite(HOST_CR3, read_cr3());
	vmwrite(HOST_CR4, read_cr4());
	vmwrite(HOST_GS_BASE, (u64)this_cpu());
	vmwrite(HOST_TR_BASE, tss_base());
	vmwrite(HOST_GDTR_BASE, gdtr.base);
	vmwrite(HOST_IDTR_BASE, idtr.base);
	vmwrite(HOST_RSP, (u64)(exit_stack + sizeof(exit_stack)));
	vmwrite(HOST_RIP, (u64)hostile_vmx_exit);
}

/* A region begins with the revision that the processor's VMCSs have. */
static u64 region(u32 *page)
{
	memset(page, 0, PAGE_SIZE);
	page[0] = rdmsr(MSR_VMX_BASIC) & 0x7fffffff;
	return (u64)page;
}

/* The limits that an exit sets are 64 KiB - 1, so the tables are loaded again after each. */
static bool run_nested(bool launched)
{
	bool exited;

	irq_disable();
	exited = hostile_vmx_enter(launched);
	asm volatile("lgdt %0; lidt %1" : : "m"(gdtr), "m"(idtr));
	irq_enable();
	return exited;
}

static bool enter_vmx(void)
{
	u64 on = region(vmxon_region), pointer = region(vmcs);
	u64 control = rdmsr(MSR_FEATURE_CONTROL);
	bool failed;

	if (!(control & FEATURE_LOCKED))
		wrmsr(MSR_FEATURE_CONTROL, control | FEATURE_LOCKED | FEATURE_VMXON);
	else if (!(control & FEATURE_VMXON))
		return false;
	asm volatile("sgdt %0; sidt %1" : "=m"(gdtr), "=m"(idtr));
	write_cr4(read_cr4() | CR4_VMXE);
	asm volatile("vmxon %1; setna %0" : "=r"(failed) : "m"(on) : "cc", "memory");
	if (failed)
		return false;
	asm volatile("vmclear %0; vmptrld %0" : : "m"(pointer) : "cc", "memory");
	write_controls();
	write_guest();
	write_host();
	return true;
}

static void teardown_nested(void)
{
	u64 pointer = (u64)vmcs;

	asm volatile("vmclear %0; vmxoff" : : "m"(pointer) : "cc", "memory");
	write_cr4(read_cr4() & ~CR4_VMXE);
}

static const char *setup_nested(void)
{
	if (!counters.present)
		return counters.why_not;
	if (counters.numbering != ISA_VMX || !(cpuid(1, 0).ecx & CPUID1_ECX_VMX))
		return "no VMX in this VM";
	if (!enter_vmx())
		return "VMX cannot be entered here";
	if (run_nested(false) && vmread(EXIT_REASON) == VMX_CPUID)
		return NULL;
	teardown_nested();
	return "the nested guest does not exit for its CPUID";
}

static void op_nested(u64 i)
{
	(void)i;
	run_nested(true);
}

WORKLOAD(nested_vmx) = {
	.name = "nested.vmx",
	.summary = "VMRESUME, and CPUID in the nested guest: an exit each",
	.setup = setup_nested,
	.teardown = teardown_nested,
	.op = op_nested,
	.manual = true,
	.expect = EXITS(ON_VMX(VMRESUME, 1), ON_VMX(CPUID, 1)),
};

#define RUNS 10

static u64 nested_exits(u32 reason)
{
	return counter_metric(reason, METRIC_NESTED).value;
}

/* Metric 2: all that was taken while the nested guest ran, and nothing else. */
static const char *check_nested(void)
{
	const char *why_not = setup_nested(); /* which was undone before a check is called */
	u64 cpuids, resumes;
	u32 all;

	if (why_not)
		return why_not;
	counter_view(VIEW_LATCH);
	cpuids = nested_exits(VMX_CPUID);
	resumes = nested_exits(VMX_VMRESUME);
	all = counter_metric(VMX_VMRESUME, METRIC_NESTED).count;
	for (u32 i = 0; i < RUNS; i++)
		run_nested(true);
	counter_view(VIEW_LATCH);
	teardown_nested();
	if (counter_metric(VMX_VMRESUME, METRIC_NESTED).count - all != RUNS)
		return "not as many VMRESUME exits as VMRESUMEs";
	if (nested_exits(VMX_CPUID) - cpuids != RUNS)
		return "not as many nested CPUID exits as the nested guest took";
	return nested_exits(VMX_VMRESUME) == resumes
		       ? NULL
		       : "VMRESUME exits of this guest counted as nested";
}

WORKLOAD(nested_vmx_metric) = {
	.name = "nested.vmx.metric",
	.summary = "metric 2: the exits of a nested guest, exactly",
	.setup = setup_nested,
	.teardown = teardown_nested,
	.check = check_nested,
	.manual = true,
};
