// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations that fail, by the kernel's fault injection: whatever is created then, be it refused
 * half way, must leave nothing behind, and what is not refused must work.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "counts.h"
#include "file.h"
#include "modules.h"
#include "phases.h"
#include "say.h"
#include "vm.h"

#define DEBUGFS "/sys/kernel/debug/"
#define NTH	"/proc/thread-self/fail-nth"
#define SELF	"/proc/self/make-it-fail"

/* More than any of the operations has. */
#define MOST_ALLOCATIONS 2000

struct operation {
	const char *name;
	/* A descriptor, or what else is not negative; -1 where it was refused. */
	int (*begin)(struct vm *vm);
	/* Uses what begin() has created; NULL: nothing to use, the descriptor is closed. */
	bool (*use)(struct vm *vm, int result);
};

static int create_vm(struct vm *vm)
{
	return ioctl(vm->kvm, KVM_CREATE_VM, 0);
}

static int create_vcpu(struct vm *vm)
{
	return vm_create_vcpu(vm, 1);
}

static bool use_vcpu(struct vm *vm, int fd)
{
	return vm_ready_vcpu(vm, 1, fd) && counts_check_few(&vm->vcpu[1]);
}

static int get_statistics(struct vm *vm)
{
	return ioctl(vm->vcpu[0].fd, KVM_GET_STATS_FD, NULL);
}

/* Among them entries in the class, which are dropped. */
static int set_cpuid(struct vm *vm)
{
	struct {
		struct kvm_cpuid2 head;
		struct kvm_cpuid_entry2 entry[3];
	} list = { .head.nent = 3 };

	list.entry[0].function = LEAF_SIGNATURE;
	list.entry[1].function = 1;
	list.entry[2].function = LEAF_TOTAL;
	return ioctl(vm->vcpu[0].fd, KVM_SET_CPUID2, &list);
}

static bool use_cpuid(struct vm *vm, int result)
{
	(void)result;
	return counts_check_few(&vm->vcpu[0]);
}

static int read_debugfs(struct vm *vm)
{
	char path[128], text[16384];
	int fd, result = -1;

	snprintf(path, sizeof(path), DEBUGFS "kvm/%d-%d/vcpu0/exit_counters", getpid(), vm->fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		result = read(fd, text, sizeof(text)) > 0 ? 0 : -1;
		close(fd);
	}
	return result;
}

static bool nothing(struct vm *vm, int result)
{
	(void)vm;
	(void)result;
	return true;
}

static const struct operation operations[] = {
	{ "a VM", create_vm, NULL },
	{ "a vCPU", create_vcpu, use_vcpu },
	{ "statistics", get_statistics, NULL },
	{ "CPUID entries", set_cpuid, use_cpuid },
	{ "the counters in debugfs", read_debugfs, nothing },
};

/* For each operation a VM of its own. True unless what was not refused does not work. */
static bool attempt(const struct operation *operation, bool (*arm)(unsigned int nth),
		    unsigned int nth, bool (*disarm)(void), bool *injected, bool *refused)
{
	struct vm vm;
	bool good = vm_open(&vm) && vm_add_vcpu(&vm) && arm(nth);
	int result;

	*injected = *refused = false;
	if (good) {
		result = operation->begin(&vm);
		*injected = disarm();
		*refused = result < 0;
		if (result >= 0 && operation->use)
			good = operation->use(&vm, result);
		else if (result >= 0)
			close(result);
	}
	vm_close(&vm);
	return good;
}

/* Opened before anything fails: an allocation of open() would. */
static bool put(int *file, const char *path, const char *value)
{
	if (*file < 0)
		*file = open(path, O_RDWR | O_CLOEXEC);
	if (pwrite(*file, value, strlen(value), 0) == (ssize_t)strlen(value))
		return true;
	wrong("%s does not take '%s': %m", path, value);
	return false;
}

static int nth_file = -1;

static bool arm_nth(unsigned int nth)
{
	char text[16];

	sprintf(text, "%u", nth);
	return put(&nth_file, NTH, text);
}

/* What is left to count down is 0 if there was an injection. */
static bool disarm_nth(void)
{
	char text[16] = "";
	bool left;

	if (pread(nth_file, text, sizeof(text) - 1, 0) <= 0)
		wrong(NTH ": %m");
	left = strtoul(text, NULL, 10);
	arm_nth(0);
	return !left;
}

static int self_file = -1;

static bool arm_self(unsigned int unused)
{
	(void)unused;
	return put(&self_file, SELF, "1");
}

static bool disarm_self(void)
{
	return put(&self_file, SELF, "0");
}

/* Each allocation of the operation fails once. */
static bool each_allocation(const struct operation *operation)
{
	unsigned int nth = 1, refusals = 0;
	bool injected = true, refused = false;

	for (; injected && nth < MOST_ALLOCATIONS; nth++) {
		if (!attempt(operation, arm_nth, nth, disarm_nth, &injected, &refused))
			return false;
		refusals += refused;
	}
	note("%s: %u allocations, failing one by one: refused %u times", operation->name, nth - 2,
	     refusals);
	if (injected || refused || !refusals) {
		wrong("%s: %s", operation->name,
		      !refusals ? "is never refused" : "refused, and no allocation had failed");
		return false;
	}
	return true;
}

static bool set_all(const char *name, const char *value)
{
	char path[128];
	bool good = true;

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), DEBUGFS "%s/%s", i ? "fail_page_alloc" : "failslab",
			 name);
		good = file_put(path, value) && good;
	}
	return good;
}

static bool settings(void)
{
	return set_all("ignore-gfp-wait", "N") && set_all("verbose", "0") &&
	       set_all("task-filter", "Y") && set_all("times", "-1") &&
	       file_put(DEBUGFS "fail_page_alloc/min-order", "0") &&
	       file_put(DEBUGFS "fail_page_alloc/ignore-gfp-highmem", "N");
}

/* Any allocations, a tenth of them, so that also those fail that stand in for others. */
static bool at_random(unsigned int tries)
{
	bool injected, refused, good = set_all("probability", "10");
	unsigned int refusals = 0;

	for (unsigned int i = 0; i < tries && good; i++) {
		good = attempt(&operations[1], arm_self, 0, disarm_self, &injected, &refused);
		refusals += refused;
	}
	note("a vCPU: a tenth of the allocations fails: refused %u times of %u", refusals, tries);
	return set_all("probability", "0") && good;
}

void phase_failing(unsigned int tries)
{
	size_t i = 0;

	if (!settings() || !modules_load("exit_counters=1"))
		return;
	while (i < sizeof(operations) / sizeof(operations[0]) && each_allocation(&operations[i]))
		i++;
	if (phase_is_good())
		at_random(tries);
	modules_unload();
}
