// SPDX-License-Identifier: GPL-2.0-only
/*
 * What takes more vCPUs than one: IPIs to another, running and halted, and the
 * views of single vCPUs against the VM's.
 */
#include "machine/smp.h"
#include "ipi.h"
#include "machine/apic.h"
#include "machine/trap.h"
#include "measure/workload.h"

static u32 received[MAX_CPUS];

static void receive(struct regs *regs)
{
	(void)regs;
	__atomic_add_fetch(&received[this_cpu()->index], 1, __ATOMIC_RELEASE);
	apic_eoi();
}

static const char *setup_ipi(void)
{
	if (smp_count() < 2)
		return "needs two vCPUs";
	trap_handle(VECTOR_IPI, receive);
	return NULL;
}

static void send_to(u32 cpu)
{
	apic_send(smp_apic_id(cpu), ICR_FIXED | VECTOR_IPI);
}

/* The other vCPU just runs. Both counts begin at 0 in each window. */
static void partner_running(u64 ops)
{
	while (smp_load(&received[1]) < ops)
		;
	received[1] = 0;
}

static void op_ipi_running(u64 i)
{
	send_to(1);
	while (smp_load(&received[1]) == i)
		;
}

/*
 * Where the vCPUs share a processor each operation waits for the host's
 * scheduler, twice; a few of them tell as much as a thousand.
 */
static u64 max_ipi_running(void)
{
	return 24;
}

/*
 * On processors of their own the next IPI may come before the receiver has left its handler;
 * without virtual interrupt delivery KVM then asks for the window.
 */
WORKLOAD(smp_ipi_running) = {
	.name = "ipi.running",
	.summary = "an IPI to a vCPU that runs, until it has been received",
	.setup = setup_ipi,
	.teardown = ipi_teardown,
	.op = op_ipi_running,
	.partner = partner_running,
	.max_ops = max_ipi_running,
	.expect = EXITS(ON_ICR_SEND(1), ON_EOI(1),
			ON_VMX(INTERRUPT_WINDOW, 1, .without = APICV, .at_most = true),
			ON_SVM(VINTR, 1, .without = APICV, .at_most = true)),
};

/*
 * Halts until the IPI that is due has come. IF is set in HLT's shadow only, so
 * that each wait halts exactly once, however early the IPI comes.
 */
static void halt_until(u32 self, u64 due)
{
	while (smp_load(&received[self]) < due) {
		irq_enable_and_halt();
		irq_disable();
	}
}

/*
 * The first IPI waits until the partner has interrupts off: it would take one that comes before
 * that at once, and halt once less. It waits with interrupts on: the vmx lab's host gets none of
 * its own while a guest runs that was entered with them off (tools/lab/README.md), and so would
 * not let the partner run.
 */
static bool deaf;

static void partner_halted(u64 ops)
{
	irq_disable();
	__atomic_store_n(&deaf, true, __ATOMIC_RELEASE);
	for (u64 i = 1; i <= ops; i++) {
		halt_until(1, i);
		send_to(0);
	}
	received[1] = 0;
	deaf = false;
	irq_enable();
}

static void op_ipi_halted(u64 i)
{
	if (!i)
		received[0] = 0;
	while (!__atomic_load_n(&deaf, __ATOMIC_ACQUIRE))
		;
	irq_disable();
	send_to(1);
	halt_until(0, i + 1);
	irq_enable();
}

/* An IPI that comes while its receiver is on the way into HLT also asks for the window. */
WORKLOAD(smp_ipi_halted) = {
	.name = "ipi.halted",
	.summary = "an IPI to a vCPU that is halted, which sends one back; both wait in HLT",
	.setup = setup_ipi,
	.teardown = ipi_teardown,
	.op = op_ipi_halted,
	.partner = partner_halted,
	.expect = EXITS(ON_ICR_SEND(2), ON_EOI(2), ON_HLT(2),
			ON_VMX(INTERRUPT_WINDOW, 2, .at_most = true),
			ON_SVM(VINTR, 2, .at_most = true)),
};

static u32 arrived;
static u32 own[MAX_CPUS];

/* This vCPU's CPUID exits as they will be when it is still: reading them is one more. */
static u32 own_cpuids(void)
{
	counter_view(VIEW_LATCH | VIEW_THIS_VCPU);
	return counter_metric(reason_of_cpuid(counters.numbering), METRIC_NESTED).count + 1;
}

static void count_own(void *argument)
{
	u32 self = this_cpu()->index;
	u32 *whole = argument;

	if (self)
		own[self] = own_cpuids();
	smp_barrier(&arrived, 1, smp_count());
	if (!self) {
		own[0] = own_cpuids() + 1; /* and setting the next view */
		counter_view(VIEW_LATCH);
		*whole = counter_metric(reason_of_cpuid(counters.numbering), METRIC_NESTED).count;
	}
	smp_barrier(&arrived, 2, smp_count());
}

/*
 * All vCPUs stand still at a barrier, where nothing exits but for the host's
 * own; CPUID's reason is not touched by that.
 */
static const char *check_vcpus(void)
{
	u32 whole, sum = 0;

	arrived = 0;
	smp_run(count_own, &whole, smp_count());
	for (u32 i = 0; i < smp_count(); i++)
		sum += own[i];
	return sum == whole ? NULL : "the vCPUs' counts do not add up to the VM's";
}

WORKLOAD(smp_abi_vcpus) = {
	.name = "abi.vcpus",
	.summary = "view bit 1: the counts of all vCPUs, each by itself, add up to the VM's",
	.check = check_vcpus,
};
