// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of this vCPU's own, by the local APIC: sent, masked, awaited,
 * ended. In each row the ICR and EOI writes are counted beside what it is about.
 */
#include "ipi.h"
#include "machine/apic.h"
#include "machine/clock.h"
#include "machine/trap.h"
#include "measure/crew.h"
#include "measure/inject.h"
#include "measure/workload.h"

static void op_hlt(u64 i)
{
	(void)i;
	irq_disable();
	apic_self_ipi(VECTOR_IPI);
	irq_enable_and_halt();
}

/*
 * Beside HLT itself: two writes to the APIC, ICR and EOI, by whatever way the
 * APIC is reached; and, without virtual interrupt delivery, the interrupt
 * window that KVM asked for when the IPI came in with IF clear. HLT's exit
 * comes first, but the request stands until the window has been seen. Idle HLT
 * is not intercepted at all: an interrupt is pending.
 */
WORKLOAD(hlt_self_ipi) = {
	.name = "hlt",
	.summary = "HLT, woken by a self-IPI that is already pending",
	.setup = ipi_setup,
	.teardown = ipi_teardown,
	.op = op_hlt,
	.expect = EXITS(ON_VMX(HLT, 1, .without = HLT_PASSTHROUGH),
			ON_VMX(INTERRUPT_WINDOW, 1, .without = APICV),
			ON_SVM(HLT, 1, .without = HLT_PASSTHROUGH | IDLE_HLT),
			ON_SVM(VINTR, 1, .without = APICV), ON_ICR_SELF(1), ON_EOI(1)),
};

#define WAKE_TICKS 64 /* of the APIC's timer: far behind HLT, and soon over */

static const char *setup_hlt_timer(void)
{
	apic_write(APIC_LVT_TIMER, VECTOR_IPI);
	return ipi_setup();
}

static void op_hlt_timer(u64 i)
{
	(void)i;
	irq_disable();
	apic_write(APIC_TIMER_INIT, WAKE_TICKS);
	irq_enable_and_halt();
}

/*
 * The timer fires on a vCPU that sleeps, so no exit is taken for it; but the
 * timer and the vCPU race: if the host is busy in between, seen as an exit or
 * not, it fires before HLT, with IF clear.
 */
WORKLOAD(hlt_timer) = {
	.name = "hlt.timer",
	.summary = "HLT, until the local APIC's timer fires",
	.setup = setup_hlt_timer,
	.teardown = ipi_teardown,
	.owns_timer = true,
	.waits = true,
	.per_cpu = true,
	.op = op_hlt_timer,
	.expect = EXITS(ON_HLT(1), ON_TIMER_INIT(1), ON_EOI(1),
			ON_VMX(INTERRUPT_WINDOW, 1, .at_most = true),
			ON_SVM(VINTR, 1, .at_most = true)),
};

static void op_self_ipi(u64 i)
{
	(void)i;
	apic_self_ipi(VECTOR_IPI);
}

WORKLOAD(interrupt_self_ipi) = {
	.name = "ipi.self",
	.summary = "a self-IPI by the ICR, taken at once",
	.setup = ipi_setup,
	.teardown = ipi_teardown,
	.op = op_self_ipi,
	.expect = EXITS(ON_ICR_SELF(1), ON_EOI(1)),
};

#define MSR_X2APIC_SELF_IPI 0x83f

static const char *setup_x2apic_ipi(void)
{
	return apic_is_x2apic() ? ipi_setup() : setup_needs_x2apic();
}

static void op_self_ipi_msr(u64 i)
{
	(void)i;
	wrmsr(MSR_X2APIC_SELF_IPI, VECTOR_IPI);
}

WORKLOAD(interrupt_self_ipi_msr) = {
	.name = "ipi.self.x2apic",
	.summary = "a self-IPI by the x2APIC's SELF_IPI register, taken at once",
	.setup = setup_x2apic_ipi,
	.teardown = ipi_teardown,
	.op = op_self_ipi_msr,
	.expect = EXITS(ON_X2APIC_WRITE(1, X2APIC_SELF_IPI), ON_EOI(1)),
};

static void op_eoi(u64 i)
{
	(void)i;
	apic_eoi();
}

WORKLOAD(interrupt_eoi) = {
	.name = "apic.eoi",
	.summary = "a write of EOI with no interrupt in service",
	.op = op_eoi,
	.expect = EXITS(ON_EOI(1)),
};

#define RTC_PIN 8

/*
 * KVM's own I/O APIC has to hear of the end of each interrupt of the RTC's, whether the pin is masked or not: on the
 * vCPU that the pin is for, its vector is in the bitmap of EOIs that exit (SDM vol. 3, "EOI Virtualization").
 */
static const char *setup_pin(void)
{
	if (crew_mode() != MODE_ONE)
		return "the pin is one vCPU's";
	ioapic_vector(RTC_PIN, VECTOR_IPI);
	return ipi_setup();
}

static void teardown_pin(void)
{
	ipi_teardown();
	ioapic_vector(RTC_PIN, VECTOR_SPURIOUS);
}

WORKLOAD(interrupt_eoi_pin) = {
	.name = "apic.eoi.pin",
	.summary = "a self-IPI of the vector that the I/O APIC's RTC pin has, and its EOI",
	.setup = setup_pin,
	.teardown = teardown_pin,
	.op = op_self_ipi,
	.expect = EXITS(ON_ICR_SELF(1), ON_EOI(1),
			ON_VMX(EOI_INDUCED, 1, .with = APICV | KERNEL_IRQCHIP,
			       .without = SPLIT_IRQCHIP)),
};

static void op_apic_id(u64 i)
{
	(void)i;
	apic_read(APIC_ID);
}

/* KVM 6.1 lets the guest try again first what is no write: see retry_instruction(). */
static const char *setup_apic_read(void)
{
	if (counters.by_host &&
	    (conditions() & (TDP | FLEXPRIORITY | APICV)) == (TDP | FLEXPRIORITY))
		return "whether KVM has a read tried again is what the counters are asked for";
	if (counters.numbering == ISA_VMX && exits_of(VMX_EPT_VIOLATION, op_apic_id) > 1)
		conditions_add(READ_RETRIED);
	return NULL;
}

/* What a read of the xAPIC's page costs that no APICv or AVIC takes care of. */
#define ON_APIC_PAGE_READ(n)                                                                       \
	ON_VMX(EPT_VIOLATION, n, .with = TDP | READ_RETRIED | FLEXPRIORITY,                        \
	       .without = X2APIC | APICV),                                                         \
		ON_VMX(EPT_VIOLATION, n, .with = TDP | READ_RETRIED,                               \
		       .without = X2APIC | FLEXPRIORITY | APICV | MMIO_CACHING),                   \
		ON_APIC_PAGE(n)

WORKLOAD(interrupt_apic_read) = {
	.name = "apic.read",
	.summary = "a read of the local APIC's ID register",
	.setup = setup_apic_read,
	.op = op_apic_id,
	.expect = EXITS(ON_APIC_PAGE_READ(1),
			ON_VMX(MSR_READ, 1, .with = X2APIC, .without = X2APIC_PASSTHROUGH),
			ON_SVM(MSR, 1, .with = X2APIC, .without = X2APIC_PASSTHROUGH)),
};

static void op_apic_now(u64 i)
{
	(void)i;
	apic_read(APIC_TIMER_NOW);
}

/* The one register that has to be computed: no processor virtualizes it. */
WORKLOAD(interrupt_apic_timer_read) = {
	.name = "apic.read.timer",
	.summary = "a read of the local APIC timer's current count",
	.setup = setup_apic_read,
	.op = op_apic_now,
	.expect = EXITS(ON_APIC_PAGE_READ(1), ON_VMX(MSR_READ, 1, .with = X2APIC),
			ON_VMX(APIC_ACCESS, 1, .with = APICV, .without = X2APIC),
			ON_SVM(MSR, 1, .with = X2APIC, .without = X2APIC_TIMER),
			ON_SVM(AVIC_UNACCELERATED_ACCESS, 1, .with = X2APIC_TIMER),
			ON_SVM(AVIC_UNACCELERATED_ACCESS, 1, .with = APICV, .without = X2APIC)),
};

static void op_window(u64 i)
{
	(void)i;
	irq_disable();
	apic_self_ipi(VECTOR_IPI);
	irq_enable();
	asm volatile("nop");
}

WORKLOAD(interrupt_window) = {
	.name = "interrupt.window",
	.summary = "a self-IPI with IF clear, then STI",
	.setup = ipi_setup,
	.teardown = ipi_teardown,
	.op = op_window,
	.expect = EXITS(ON_VMX(INTERRUPT_WINDOW, 1, .without = APICV),
			ON_SVM(VINTR, 1, .without = APICV), ON_ICR_SELF(1), ON_EOI(1)),
};

/* Several ticks of a host's, in a lab's instructions as well. */
#define LONG_TURNS 4000000UL

static void take_long(struct regs *regs)
{
	(void)regs;
	for (u64 i = 0; i < LONG_TURNS; i++)
		asm volatile("");
	apic_eoi();
}

static const char *setup_long(void)
{
	trap_handle(VECTOR_IPI, take_long);
	return NULL;
}

/* What the host's own timers do to an interrupt that was injected and not ended yet: nothing (see the quirk `echo`). */
WORKLOAD(injection_long) = {
	.name = "injection.long",
	.summary = "a self-IPI whose handler computes for a while before it ends it",
	.setup = setup_long,
	.manual = true,
	.teardown = ipi_teardown,
	.op = op_self_ipi,
	.expect = EXITS(ON_ICR_SELF(1), ON_EOI(1)),
};

#define TPR_ALL 15UL

static void op_tpr(u64 i)
{
	(void)i;
	write_cr8(TPR_ALL);
	apic_self_ipi(VECTOR_IPI);
	write_cr8(0);
}

/*
 * The TPR shadow has a threshold for the priority that waits. SVM has none, so
 * KVM intercepts writes to CR8 for as long as an interrupt waits.
 */
WORKLOAD(interrupt_tpr) = {
	.name = "interrupt.tpr",
	.summary = "a self-IPI masked by CR8, which is then lowered",
	.setup = ipi_setup,
	.teardown = ipi_teardown,
	.op = op_tpr,
	.expect = EXITS(ON_VMX(TPR_BELOW_THRESHOLD, 1, .with = KERNEL_IRQCHIP, .without = APICV),
			ON_SVM(WRITE_CR8, 1, .without = APICV),
			ON_SVM(WRITE_CR8, 1, .without = KERNEL_IRQCHIP),
			ON_VMX(CR_ACCESS, 2, .without = KERNEL_IRQCHIP), ON_ICR_SELF(1), ON_EOI(1)),
};

static void take_nmi(struct regs *regs)
{
	(void)regs;
	this_cpu()->scratch++;
}

/* The second NMI is sent while the first is being handled, so it has to wait for IRET. */
static void send_second_nmi(struct regs *regs)
{
	(void)regs;
	if (this_cpu()->scratch++ % 2 == 0)
		apic_send(this_cpu()->apic_id, ICR_NMI);
}

/*
 * Without virtual NMIs KVM guesses when the guest has ended one. On Bochs it
 * guesses for ever: there NMIs stay blocked in the VMCS (SDM vol. 3, 26.3).
 */
static const char *no_nmi(void)
{
	return counters.numbering == ISA_VMX && !(conditions() & VIRTUAL_NMI)
		       ? "without virtual NMIs a second one may never come"
		       : NULL;
}

static const char *setup_nmi(void)
{
	if (no_nmi())
		return no_nmi();
	trap_handle(VECTOR_NMI, take_nmi);
	return NULL;
}

static const char *setup_nmi_window(void)
{
	if (no_nmi())
		return no_nmi();
	this_cpu()->scratch = 0;
	trap_handle(VECTOR_NMI, send_second_nmi);
	return NULL;
}

static void teardown_nmi(void)
{
	trap_handle(VECTOR_NMI, NULL);
}

/* An NMI that is lost saves exits rather than costing one, so what is waited for is that all of them were handled. */
static void send_nmi(u64 handled)
{
	volatile u64 *seen = &this_cpu()->scratch;
	u64 last = *seen + handled;

	apic_send(this_cpu()->apic_id, ICR_NMI);
	while (*seen < last)
		;
}

static void op_nmi(u64 i)
{
	(void)i;
	send_nmi(1);
}

static void op_nmi_window(u64 i)
{
	(void)i;
	send_nmi(2);
}

/*
 * Without virtual NMIs SVM has to intercept IRET to learn when the next one may
 * come; if one waits already, it steps over the IRET to be called just behind it.
 */
WORKLOAD(interrupt_nmi) = {
	.name = "nmi.self",
	.summary = "an NMI sent to itself",
	.setup = setup_nmi,
	.teardown = teardown_nmi,
	.op = op_nmi,
	.expect = EXITS(ON_ICR_OTHER(1), ON_SVM(IRET, 1, .without = VIRTUAL_NMI)),
};

WORKLOAD(interrupt_nmi_window) = {
	.name = "nmi.window",
	.summary = "an NMI sent to itself, and another from its handler",
	.setup = setup_nmi_window,
	.teardown = teardown_nmi,
	.op = op_nmi_window,
	.expect = EXITS(ON_ICR_OTHER(2), ON_VMX(NMI_WINDOW, 1, .with = VIRTUAL_NMI),
			ON_SVM(IRET, 2, .without = VIRTUAL_NMI),
			ON_SVM(EXCP_DB, 1, .without = VIRTUAL_NMI)),
};

#define CPUID1_ECX_TSC_DEADLINE BIT(24)
#define MSR_TSC_DEADLINE	0x6e0
#define TIMER_MODE_TSC_DEADLINE (2U << 17)

/*
 * KVM fires a timer early, by up to 5 us (LAPIC_TIMER_ADVANCE_NS_MAX), so that the interrupt is not late.
 */
#define DEADLINE_US	    100
#define EARLY_PART	    20 /* of it */
#define DEADLINE_MIN_CYCLES 20000

static u64 deadline_cycles;
static u64 late;
static bool dawdles;

struct wait {
	u64 deadline;
	u64 looked; /* at the clock, the last time before the interrupt */
	u64 fired;  /* 0: not yet */
};

static void timer_fired(struct regs *regs)
{
	struct wait *wait = (struct wait *)this_cpu()->scratch;

	(void)regs;
	wait->fired = rdtsc_ordered();
	apic_eoi();
}

/*
 * A deadline that has passed when KVM looks at it takes no exit. KVM looks at a write, and when the vCPU's thread has gone to
 * another processor; so it comes to that if the host had the processor from before the timer was due, at the earliest, until
 * the deadline: the guest has not looked at the clock in between.
 */
static bool is_late(const struct wait *wait)
{
	u64 due = wait->deadline - deadline_cycles / EARLY_PART;

	return wait->looked < due && wait->fired >= due;
}

static u64 late_deadlines(void)
{
	return __atomic_exchange_n(&late, 0, __ATOMIC_RELAXED);
}

static const char *setup_deadline(void)
{
	dawdles = inject_late("timer.deadline");
	if (!(cpuid(1, 0).ecx & CPUID1_ECX_TSC_DEADLINE))
		return "the local APIC has no TSC-deadline timer";
	deadline_cycles = clock_tsc_khz() * DEADLINE_US / 1000;
	if (deadline_cycles < DEADLINE_MIN_CYCLES)
		deadline_cycles = DEADLINE_MIN_CYCLES;
	trap_handle(VECTOR_IPI, timer_fired);
	apic_write(APIC_LVT_TIMER, TIMER_MODE_TSC_DEADLINE | VECTOR_IPI);
	return NULL;
}

static void op_deadline(u64 i)
{
	struct wait wait = { .looked = rdtsc_ordered() };
	volatile u64 *fired = &wait.fired;

	wait.deadline = wait.looked + deadline_cycles;
	this_cpu()->scratch = (u64)&wait;
	while (dawdles && !i && rdtsc_ordered() < wait.deadline)
		;
	wrmsr(MSR_TSC_DEADLINE, wait.deadline);
	while (!*fired)
		wait.looked = rdtsc_ordered();
	if (is_late(&wait))
		__atomic_add_fetch(&late, 1, __ATOMIC_RELAXED);
}

WORKLOAD(interrupt_deadline) = {
	.name = "timer.deadline",
	.summary = "WRMSR of IA32_TSC_DEADLINE, and a busy wait for the interrupt",
	.setup = setup_deadline,
	.per_cpu = true,
	.teardown = ipi_teardown,
	.owns_timer = true,
	.waits = true,
	.late = late_deadlines,
	.op = op_deadline,
	.expect = EXITS(ON_VMX(MSR_WRITE, 1), ON_VMX(PREEMPTION_TIMER, 1, .with = PREEMPTION_TIMER),
			ON_SVM(MSR, 1), ON_EOI(1)),
};
