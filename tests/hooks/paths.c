// SPDX-License-Identifier: GPL-2.0-only
/* The ways through KVM's counting that a guest alone cannot take: what user space brings about. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "file.h"
#include "host.h"
#include "paths.h"
#include "probe.h"

#define VMX_CPUID   10
#define VMX_IO	    30
#define VMX_INVALID 33
#define SVM_CPUID   0x72
#define SVM_IO	    0x7b
#define SVM_INVALID 0xffff

static struct {
	unsigned int cpuid, io, invalid;
	const char *io_statistic;
} reason;

static bool all_good;

static void check(const char *name, bool good)
{
	printf("%s %s\n", good ? "ok" : "not ok", name);
	all_good &= good;
}

static bool answers(struct probe *p, uint32_t *eax, int n)
{
	for (int i = 0; i < n; i++)
		if (!probe_answer(p, &eax[i]))
			return false;
	return true;
}

/* Each OUT goes to user space, and is counted when the next question is asked. */
static void user_space(void)
{
	uint32_t eax[3] = { 0 };
	struct probe p;
	bool good = probe_create(&p, NULL, 0);

	for (int i = 0; i < 3; i++)
		probe_ask(&p, LEAF_COUNT, reason.io);
	good = good && answers(&p, eax, 3);
	check("path.userspace", good && eax[0] == 0 && eax[1] == 1 && eax[2] == 2);
	probe_destroy(&p);
}

/* KVM knows a local APIC to send to only after it was written once. */
static bool send_init(struct probe *p)
{
	struct kvm_msi init = { .address_lo = 0xfee00000, .data = 5 << 8 | 1 << 14 };
	struct kvm_lapic_state apic;

	return !ioctl(p->vcpu, KVM_GET_LAPIC, &apic) && !ioctl(p->vcpu, KVM_SET_LAPIC, &apic) &&
	       ioctl(p->vm, KVM_SIGNAL_MSI, &init) > 0;
}

/* Of what user space sets to reset a vCPU, that which it sets for nothing else: the vCPU goes on where it is. */
static bool set_mp_state(struct probe *p)
{
	struct kvm_mp_state state = { .mp_state = KVM_MP_STATE_RUNNABLE };

	return !ioctl(p->vcpu, KVM_SET_MP_STATE, &state);
}

/* After INIT the vCPU is at the reset vector again; after either, its view must be live. */
static void reset(const char *name, bool (*by)(struct probe *p))
{
	uint32_t before[4] = { 0 }, after[2] = { 0 };
	struct probe p;
	bool good = probe_create(&p, NULL, 0);

	probe_ask(&p, LEAF_METRIC, reason.cpuid);
	probe_ask(&p, LEAF_METRIC, reason.cpuid);
	probe_ask(&p, LEAF_VIEW, 1);
	for (int i = 0; i < 3; i++)
		probe_ask(&p, LEAF_METRIC, reason.cpuid);
	good = good && answers(&p, before, 4) && by(&p) && answers(&p, after, 2);
	printf("# before the reset %u %u, latched %u, after it %u %u\n", before[0], before[1],
	       before[3], after[0], after[1]);
	check(name, good && before[0] == 1 && before[1] == 2 && before[3] == 3 && after[0] == 5 &&
			    after[1] == 6);
	probe_destroy(&p);
}

static void strip(void)
{
	const struct kvm_cpuid_entry2 entry = {
		.function = LEAF_SIGNATURE, .eax = 0xbad, .ebx = 0xbad, .ecx = 0xbad, .edx = 0xbad
	};
	struct probe p;
	uint32_t eax = 0;
	bool good = probe_create(&p, &entry, 1);

	probe_ask(&p, LEAF_SIGNATURE, 0);
	good = good && answers(&p, &eax, 1);
	check("path.strip", good && eax == LEAF_TOTAL);
	probe_destroy(&p);
}

/*
 * State that no processor enters a guest with: for VMX a CS that is a system segment (SDM vol. 3,
 * 27.3.1.2), for SVM one that is of 64 and of 32 bits (APM vol. 2, 15.5.1).
 */
static bool spoil(struct probe *p, bool vmx)
{
	struct kvm_sregs sregs;

	if (ioctl(p->vcpu, KVM_GET_SREGS, &sregs))
		return false;
	if (vmx) {
		sregs.cs.s = 0;
	} else {
		sregs.cr0 |= 0x80000001;
		sregs.cr4 |= 0x20;
		sregs.efer |= 0x500;
		sregs.cs.l = 1;
		sregs.cs.db = 1;
	}
	return !ioctl(p->vcpu, KVM_SET_SREGS, &sregs);
}

/* It is the one exit of the VM's life. */
static void failed_entry(bool vmx)
{
	unsigned long long all = 0;
	struct probe p;
	uint32_t eax;
	bool good = probe_create(&p, NULL, 0) && spoil(&p, vmx) && !probe_answer(&p, &eax) &&
		    p.run->exit_reason == KVM_EXIT_FAIL_ENTRY;
	long long failed = good ? probe_counted(&p, false, reason.invalid, &all) : -1;

	printf("# failed entries %lld of %llu exits\n", failed, all);
	check("path.failed-entry", good && failed == 1 && all == 1);
	probe_destroy(&p);
}

#define ASKED 5

/* What the host reads of the VM and of its vCPU, by debugfs and by the binary statistics. */
static void host_view(void)
{
	unsigned long long all;
	uint32_t eax[ASKED];
	struct probe p;
	bool good = probe_create(&p, NULL, 0);

	for (int i = 0; i < ASKED; i++)
		probe_ask(&p, LEAF_COUNT, reason.io);
	good = good && answers(&p, eax, ASKED);
	check("path.debugfs.vcpu", good && probe_counted(&p, false, reason.io, &all) == ASKED);
	check("path.debugfs.vm", good && probe_counted(&p, true, reason.io, &all) == ASKED);
	check("path.stats.vcpu", good && probe_statistic(p.vcpu, reason.io_statistic) == ASKED);
	check("path.stats.vm", good && probe_statistic(p.vm, reason.io_statistic) == ASKED);
	probe_destroy(&p);
}

/* Emulated from the reset vector on, since no virtual-8086 CS has its base: no exit at all. */
static void emulated(void)
{
	unsigned long long all = 0;
	uint32_t eax[4] = { 0 };
	struct probe p;
	bool good = probe_create(&p, NULL, 0);

	probe_ask(&p, LEAF_TOTAL, 0);
	probe_ask(&p, LEAF_VIEW, 1);
	probe_ask(&p, LEAF_TOTAL, 0);
	probe_ask(&p, LEAF_SIGNATURE, 0);
	good = good && answers(&p, eax, 4) && probe_counted(&p, false, reason.invalid, &all) == 0;
	printf("# emulated: totals %u and %u, signature 0x%x, %llu exits\n", eax[0], eax[2], eax[3],
	       all);
	check("path.emulated", good && !eax[0] && !eax[2] && eax[3] == LEAF_TOTAL && !all);
	probe_destroy(&p);
}

#define LIVES	    32
#define COUNTERS_KB 24 /* of a vCPU */

/*
 * KiB of the kernel's own memory that is in use, as far as that can be told: processors hold some
 * back, seen to be up to 40 KiB. Counters that each of LIVES vCPUs leaves behind are far more, so
 * half of that decides.
 */
static long kernel_kb(void)
{
	char *text = read_text("/proc/meminfo"), *found = text ? strstr(text, "SUnreclaim:") : NULL;
	long kb = found ? strtol(found + strlen("SUnreclaim:"), NULL, 10) : -1;

	free(text);
	return kb;
}

static void check_kept(const char *name, bool good, long before)
{
	long grown = kernel_kb() - before;

	printf("# %d vCPUs lived, and the kernel has %ld KiB more\n", LIVES, grown);
	check(name, good && before > 0 && grown < LIVES * COUNTERS_KB / 2);
}

static void destroy(void)
{
	long before = -1;
	struct probe p;
	bool good = true;

	for (int i = 0; i <= LIVES && good; i++) {
		if (i == 1)
			before = kernel_kb();
		good = probe_create(&p, NULL, 0);
		probe_destroy(&p);
	}
	check_kept("path.destroy", good, before);
}

/* The page of the local APIC belongs to user space here, so a vCPU that needs it cannot be made. */
static void unwind(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region memory = {
		.guest_phys_addr = 0xfee00000,
		.memory_size = 4096,
		.userspace_addr = (uintptr_t)page,
	};
	int vm = ioctl(probe_device(), KVM_CREATE_VM, 0);
	bool good = vm >= 0 && !ioctl(vm, KVM_CREATE_IRQCHIP, 0) &&
		    !ioctl(vm, KVM_SET_USER_MEMORY_REGION, &memory);
	long before = -1;

	for (int i = 0; i <= LIVES && good; i++) {
		if (i == 1)
			before = kernel_kb();
		good = ioctl(vm, KVM_CREATE_VCPU, 0) < 0 && errno == EEXIST;
	}
	check_kept("path.unwind", good, before);
	close(vm);
	munmap(page, 4096);
}

bool paths_check(bool vmx, bool emulates)
{
	all_good = true;
	reason.cpuid = vmx ? VMX_CPUID : SVM_CPUID;
	reason.io = vmx ? VMX_IO : SVM_IO;
	reason.io_statistic = vmx ? "exit_io_instruction" : "exit_io";
	reason.invalid = vmx ? VMX_INVALID : SVM_INVALID;
	if (emulates) {
		emulated();
		return all_good;
	}
	user_space();
	host_view();
	reset("path.reset", send_init);
	reset("path.mp-state", set_mp_state);
	strip();
	failed_entry(vmx);
	destroy();
	if (vmx)
		unwind();
	return all_good;
}
