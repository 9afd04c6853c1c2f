// SPDX-License-Identifier: GPL-2.0-only
/* VMs created and gone, in more than one order, with KVM's modules reloaded in between. */
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "counts.h"
#include "modules.h"
#include "phases.h"
#include "reader.h"
#include "say.h"
#include "vm.h"

#define VMS_BETWEEN_RELOADS 100

/*
 * Which of its descriptors a VM outlives the others by. In turn: the VM's is closed last, first, or
 * no vCPU has ever been run.
 */
enum order { VM_LAST, VM_FIRST, NEVER_RUN, ORDERS };

static bool vcpus_run(struct vm *vm)
{
	for (unsigned int i = 0; i < vm->vcpus; i++)
		if (!counts_check_few(&vm->vcpu[i]))
			return false;
	return true;
}

/* A vCPU that is refused after it was built: its identifier is taken. */
static bool refused(struct vm *vm)
{
	int fd = vm_create_vcpu(vm, 0);

	if (fd < 0)
		return true;
	close(fd);
	wrong("a second vCPU 0 was created");
	return false;
}

static bool one(unsigned int number)
{
	unsigned int vcpus = 1 + number % 3;
	enum order order = number % ORDERS;
	struct vm vm;
	bool good = vm_open(&vm);

	while (good && vm.vcpus < vcpus)
		good = vm_add_vcpu(&vm);
	if (good && number % 5 == 0)
		good = refused(&vm);
	if (good && order != NEVER_RUN)
		good = vcpus_run(&vm);
	if (good && order == VM_FIRST) {
		close(vm.fd);
		vm.fd = -1;
		good = counts_check_few(&vm.vcpu[0]);
	}
	/* The reader of debugfs shall see it too. */
	sched_yield();
	vm_close(&vm);
	return good;
}

static bool part(unsigned int first, unsigned int count)
{
	unsigned int i = 0;

	if (!modules_load("exit_counters=1"))
		return false;
	if (reader_start()) {
		while (i < count && one(first + i))
			i++;
		reader_stop();
	}
	return modules_unload() && i == count;
}

void phase_churn(unsigned int vms)
{
	unsigned int done = 0, count;

	for (; done < vms; done += count) {
		count = vms - done < VMS_BETWEEN_RELOADS ? vms - done : VMS_BETWEEN_RELOADS;
		if (!part(done, count))
			break;
	}
	note("%u VMs created and gone", done);
	if (done < vms)
		wrong("stopped at VM %u of %u", done, vms);
}

void phase_reload(unsigned int times)
{
	for (unsigned int i = 0; i < times && phase_is_good(); i++) {
		bool on = i % 2;
		struct vm vm;

		if (!modules_load(on ? "exit_counters=1" : "exit_counters=0"))
			return;
		if (vm_open(&vm) && vm_add_vcpu(&vm))
			(on ? counts_check_few : counts_check_off)(&vm.vcpu[0]);
		vm_close(&vm);
		if (!modules_unload())
			return;
	}
	note("KVM loaded and unloaded %u times, with the counters off and on", times);
}
