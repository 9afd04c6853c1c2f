// SPDX-License-Identifier: GPL-2.0-only
#include "smp.h"
#include "acpi.h"
#include "apic.h"
#include "boot/layout.h"
#include "descriptors.h"
#include "lib/string.h"
#include "memory.h"
#include "trap.h"

#define AP_STACK_SIZE 8192
#define START_MS      1000 /* far more than a start takes on any host that is not stuck */

extern const u8 ap_start[], ap_end[];
extern u64 ap_stack, ap_argument, ap_calls;

/* What a started vCPU has of its own. */
struct place {
	u8 stack[AP_STACK_SIZE] __aligned(16);
	struct tables tables;
};

/* The first few need none of the untouched memory, which workloads want whole. */
#define FIRST_PLACES 7

static struct place first_places[FIRST_PLACES];
static struct place *places[MAX_CPUS]; /* vCPU 0 has none */
static u32 apic_ids[MAX_CPUS];
static u32 listed = 1; /* how many those are: what could be used */
static u32 named;      /* all vCPUs that ACPI names */
static const char *why_fewer;
static u32 count = 1, online = 1;

static struct {
	void (*fn)(void *argument);
	void *argument;
	u32 done;
} work;

static u32 generations[MAX_CPUS]; /* how often each vCPU has been given work */

static void wake(struct regs *regs)
{
	(void)regs;
	apic_eoi();
}

/* Work that came in while interrupts were off is seen before HLT, or wakes it. */
static void wait_for_work(u32 index, u32 generation)
{
	irq_disable();
	while (smp_load(&generations[index]) == generation) {
		irq_enable_and_halt();
		irq_disable();
	}
	irq_enable();
}

static void ap_main(u32 index)
{
	cpu_init(index, &places[index]->tables);
	apic_init(!apic_is_x2apic());
	__atomic_add_fetch(&online, 1, __ATOMIC_RELEASE);
	for (u32 generation = 0;; generation++) {
		wait_for_work(index, generation);
		work.fn(work.argument);
		__atomic_add_fetch(&work.done, 1, __ATOMIC_RELEASE);
	}
}

static bool find_place(u32 index)
{
	if (index <= FIRST_PLACES) {
		places[index] = &first_places[index - 1];
		return true;
	}
	places[index] = memory_take(sizeof(struct place), 16);
	if (places[index])
		memset(places[index], 0, sizeof(struct place));
	return places[index];
}

/* INIT, then SIPI twice, as the SDM has it (vol. 3, 9.4.4); what is awaited is the vCPU itself. */
static bool start(u32 index, u64 tsc_khz)
{
	u64 give_up = rdtsc_ordered() + START_MS * tsc_khz;

	ap_stack = (u64)(places[index]->stack + AP_STACK_SIZE);
	ap_argument = index;
	ap_calls = (u64)ap_main;
	apic_send(apic_ids[index], ICR_INIT);
	apic_send(apic_ids[index], ICR_SIPI | AP_START / PAGE_SIZE);
	apic_send(apic_ids[index], ICR_SIPI | AP_START / PAGE_SIZE);
	while (smp_load(&online) <= index)
		if (rdtsc_ordered() > give_up)
			return false;
	return true;
}

/* The vCPU that booted is number 0, wherever ACPI lists it, if it does. */
static void put_self_first(void)
{
	u32 self = 0;

	for (u32 i = 1; i < listed; i++)
		if (apic_ids[i] == this_cpu()->apic_id)
			self = i;
	apic_ids[self] = apic_ids[0];
	apic_ids[0] = this_cpu()->apic_id;
}

const char *smp_start(u64 tsc_khz)
{
	u32 n = acpi_cpus(apic_ids, MAX_CPUS, &named);

	listed = n ? n : 1;
	put_self_first();
	if (named > listed)
		why_fewer = "APIC IDs are used up to 254";
	if (listed < 2)
		return NULL;
	if (!tsc_khz) {
		why_fewer = "there is no clock to start more by";
		return NULL;
	}
	trap_handle(VECTOR_WAKE, wake);
	memcpy((void *)AP_START, ap_start, ap_end - ap_start);
	for (; count < listed; count++) {
		if (!find_place(count)) {
			why_fewer = "there is no memory for more";
			break;
		}
		if (!start(count, tsc_khz))
			return "a vCPU that ACPI names does not start";
	}
	return NULL;
}

u32 smp_found(const char **why)
{
	*why = why_fewer;
	return named > count ? named : count;
}

static bool is_taken(u32 apic_id)
{
	bool taken = false;

	for (u32 i = 0; i < listed; i++)
		taken |= apic_ids[i] == apic_id;
	return taken;
}

u32 smp_free_apic_id(void)
{
	u32 id = LAST_APIC_ID;

	while (id && is_taken(id))
		id--;
	return id;
}

u32 smp_count(void)
{
	return count;
}

u32 smp_apic_id(u32 index)
{
	return apic_ids[index];
}

void smp_run(void (*fn)(void *argument), void *argument, u32 cpus)
{
	work.fn = fn;
	work.argument = argument;
	work.done = 0;
	for (u32 i = 1; i < cpus; i++) {
		__atomic_add_fetch(&generations[i], 1, __ATOMIC_RELEASE);
		apic_send(apic_ids[i], ICR_FIXED | VECTOR_WAKE);
	}
	fn(argument);
	while (smp_load(&work.done) != cpus - 1)
		;
}

void smp_barrier(u32 *arrived, u32 turn, u32 cpus)
{
	__atomic_add_fetch(arrived, 1, __ATOMIC_RELEASE);
	while (smp_load(arrived) < turn * cpus)
		;
}
