// SPDX-License-Identifier: GPL-2.0-only
/*
 * A nested guest that executes CPUID and nothing else, on SVM (APM vol. 2, 15.5): an operation
 * is one VMRUN, which exits, and the nested guest's CPUID, which exits as well, and which KVM
 * hands to this guest as its own #VMEXIT.
 */
#include "lib/string.h"
#include "measure/workload.h"

#define CPUID_AMD_FEATURES 0x80000001
#define ECX_SVM		   BIT(2)
#define EFER_MSR	   0xc0000080
#define EFER_SVME	   BIT(12)
#define MSR_VM_HSAVE_PA	   0xc0010117

/* Offsets in the VMCB (APM vol. 2, appendix B). */
#define VMCB_INTERCEPT3 0x00c
#define INTERCEPT_CPUID BIT(18)
#define VMCB_INTERCEPT4 0x010
#define INTERCEPT_VMRUN BIT(0)
#define VMCB_ASID	0x058
#define VMCB_EXITCODE	0x070
#define VMCB_ES		0x400
#define VMCB_CS		0x410
#define VMCB_SS		0x420
#define VMCB_DS		0x430
#define VMCB_GDTR	0x460
#define VMCB_IDTR	0x480
#define VMCB_EFER	0x4d0
#define VMCB_CR4	0x548
#define VMCB_CR3	0x550
#define VMCB_CR0	0x558
#define VMCB_DR7	0x560
#define VMCB_DR6	0x568
#define VMCB_RFLAGS	0x570
#define VMCB_RIP	0x578
#define VMCB_RSP	0x5d8

#define ATTRIBUTES_CODE64 0xa9b
#define ATTRIBUTES_DATA	  0xc93
#define DR6_NONE	  0xffff0ff0
#define DR7_NONE	  0x400
#define RFLAGS_NONE	  2

static u8 vmcb[PAGE_SIZE] __aligned(PAGE_SIZE);
static u8 host_save[PAGE_SIZE] __aligned(PAGE_SIZE);
static u8 nested_stack[256] __aligned(16);
static const char *wrong;

extern const u8 hostile_nested_code[];

/* EAX and ECX are whatever they are: what CPUID answers is not looked at. */
asm(".pushsection .text\n"
    "hostile_nested_code: cpuid\n"
    "jmp hostile_nested_code\n"
    ".popsection\n");

static void put32(u32 offset, u32 value)
{
	memcpy(vmcb + offset, &value, sizeof(value));
}

static void put64(u32 offset, u64 value)
{
	memcpy(vmcb + offset, &value, sizeof(value));
}

static u64 get64(u32 offset)
{
	u64 value;

	memcpy(&value, vmcb + offset, sizeof(value));
	return value;
}

static void put_segment(u32 offset, u16 selector, u16 attributes)
{
	put32(offset, selector | (u32)attributes << 16);
	put32(offset + 4, 0xffffffff);
}

static void put_table(u32 offset, const char *which)
{
	struct {
		u16 limit;
		u64 base;
	} __packed table;

	if (*which == 'g')
		asm volatile("sgdt %0" : "=m"(table));
	else
		asm volatile("sidt %0" : "=m"(table));
	put32(offset + 4, table.limit);
	put64(offset + 8, table.base);
}

static void make_vmcb(void)
{
	memset(vmcb, 0, sizeof(vmcb));
	put32(VMCB_INTERCEPT3, INTERCEPT_CPUID);
	put32(VMCB_INTERCEPT4, INTERCEPT_VMRUN);
	put32(VMCB_ASID, 1);
	put_segment(VMCB_CS, 0x08, ATTRIBUTES_CODE64);
	put_segment(VMCB_SS, 0x10, ATTRIBUTES_DATA);
	put_segment(VMCB_DS, 0x10, ATTRIBUTES_DATA);
	put_segment(VMCB_ES, 0x10, ATTRIBUTES_DATA);
	put_table(VMCB_GDTR, "gdtr");
	put_table(VMCB_IDTR, "idtr");
	put64(VMCB_EFER, rdmsr(EFER_MSR));
	put64(VMCB_CR4, read_cr4());
	put64(VMCB_CR3, read_cr3());
	put64(VMCB_CR0, read_cr0());
	put64(VMCB_DR6, DR6_NONE);
	put64(VMCB_DR7, DR7_NONE);
	put64(VMCB_RFLAGS, RFLAGS_NONE);
	put64(VMCB_RIP, (u64)hostile_nested_code);
	put64(VMCB_RSP, (u64)(nested_stack + sizeof(nested_stack)));
}

static const char *setup_nested(void)
{
	if (!counters.present)
		return counters.why_not;
	if (counters.numbering != ISA_SVM || !(cpuid(CPUID_AMD_FEATURES, 0).ecx & ECX_SVM))
		return "no SVM in this VM";
	wrong = NULL;
	wrmsr(EFER_MSR, rdmsr(EFER_MSR) | EFER_SVME);
	wrmsr(MSR_VM_HSAVE_PA, (u64)host_save);
	make_vmcb();
	return NULL;
}

static void teardown_nested(void)
{
	wrmsr(EFER_MSR, rdmsr(EFER_MSR) & ~EFER_SVME);
}

/* #VMEXIT clears GIF, so nothing interrupts before it is set; FS, GS and TR are not switched. */
static void run_nested(void)
{
	u64 rax = (u64)vmcb;

	asm volatile("clgi; vmrun; stgi" : "+a"(rax) : : "rbx", "rcx", "rdx", "memory", "cc");
	if (get64(VMCB_EXITCODE) != SVM_CPUID)
		wrong = "the nested guest did not exit for its CPUID";
	put64(VMCB_RIP, (u64)hostile_nested_code);
}

static void op_nested(u64 i)
{
	(void)i;
	run_nested();
}

WORKLOAD(nested_cpuid) = {
	.name = "nested.svm",
	.summary = "VMRUN, and CPUID in the nested guest: an exit each",
	.setup = setup_nested,
	.teardown = teardown_nested,
	.op = op_nested,
	.manual = true,
	.expect = EXITS(ON_SVM(VMRUN, 1), ON_SVM(CPUID, 1), ON_SVM(STGI, 1, .without = VIRTUAL_GIF),
			ON_SVM(CLGI, 1, .without = VIRTUAL_GIF)),
};

#define RUNS 10

/* Metric 2: all that was taken while the nested guest ran, and nothing else. */
static const char *check_nested(void)
{
	u64 cpuids, vmruns;
	u32 nested;

	counter_view(VIEW_LATCH);
	cpuids = counter_metric(SVM_CPUID, METRIC_NESTED).value;
	vmruns = counter_metric(SVM_VMRUN, METRIC_NESTED).value;
	nested = counter_metric(SVM_VMRUN, METRIC_NESTED).count;
	wrmsr(EFER_MSR, rdmsr(EFER_MSR) | EFER_SVME);
	for (u32 i = 0; i < RUNS; i++)
		run_nested();
	wrmsr(EFER_MSR, rdmsr(EFER_MSR) & ~EFER_SVME);
	counter_view(VIEW_LATCH);
	if (wrong)
		return wrong;
	if (counter_metric(SVM_VMRUN, METRIC_NESTED).count - nested != RUNS)
		return "not as many VMRUN exits as VMRUNs";
	if (counter_metric(SVM_CPUID, METRIC_NESTED).value - cpuids != RUNS)
		return "not as many nested CPUID exits as the nested guest took";
	return counter_metric(SVM_VMRUN, METRIC_NESTED).value == vmruns
		       ? NULL
		       : "VMRUN exits of this guest counted as nested";
}

WORKLOAD(nested_metric) = {
	.name = "nested.svm.metric",
	.summary = "metric 2: the exits of a nested guest, exactly",
	.setup = setup_nested,
	.check = check_nested,
	.manual = true,
};
