// SPDX-License-Identifier: GPL-2.0-only
/* Small VMs straight on /dev/kvm: no QEMU, so that a thousand of them are made in minutes. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "say.h"
#include "vm.h"

#define CODE   0x1000
#define LISTS  0x10000
#define MEMORY (LISTS + VM_VCPUS * sizeof(struct list))

extern const char guest_code[], guest_code_end[];

_Static_assert(sizeof(struct list) == 0x2000, "a list is not as long as a segment's step");

bool vm_open(struct vm *vm)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };

	memset(vm, 0, sizeof(*vm));
	vm->fd = -1;
	vm->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0 || vm->memory == MAP_FAILED) {
		wrong("/dev/kvm or memory for a guest: %s", strerror(errno));
		return false;
	}
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	region.userspace_addr = (uintptr_t)vm->memory;
	if (vm->fd < 0 || ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region)) {
		wrong("creating a VM: %s", strerror(errno));
		return false;
	}
	memcpy((char *)vm->memory + CODE, guest_code, guest_code_end - guest_code);
	return true;
}

static bool set_registers(int fd, unsigned int id)
{
	uint32_t base = LISTS + id * sizeof(struct list);
	struct kvm_regs regs = { .rip = CODE, .rflags = 2 };
	struct kvm_sregs sregs;

	if (ioctl(fd, KVM_GET_SREGS, &sregs))
		return false;
	sregs.cs.base = sregs.cs.selector = 0;
	sregs.ds.base = base;
	sregs.ds.selector = base >> 4;
	return !ioctl(fd, KVM_SET_SREGS, &sregs) && !ioctl(fd, KVM_SET_REGS, &regs);
}

int vm_create_vcpu(struct vm *vm, unsigned int id)
{
	return ioctl(vm->fd, KVM_CREATE_VCPU, (long)id);
}

bool vm_ready_vcpu(struct vm *vm, unsigned int id, int fd)
{
	struct vcpu *vcpu = &vm->vcpu[id];
	int size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);

	vcpu->fd = fd;
	vcpu->list = (struct list *)((char *)vm->memory + LISTS) + id;
	vcpu->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (vcpu->run == MAP_FAILED)
		vcpu->run = NULL;
	__atomic_store_n(&vm->vcpus, id + 1, __ATOMIC_RELEASE);
	if (vcpu->run && set_registers(fd, id))
		return true;
	wrong("vCPU %u: %s", id, strerror(errno));
	return false;
}

bool vm_add_vcpu(struct vm *vm)
{
	int fd = vm_create_vcpu(vm, vm->vcpus);

	if (fd >= 0)
		return vm_ready_vcpu(vm, vm->vcpus, fd);
	wrong("creating vCPU %u: %s", vm->vcpus, strerror(errno));
	return false;
}

void vm_close(struct vm *vm)
{
	int size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);

	for (unsigned int i = 0; i < vm->vcpus; i++) {
		if (vm->vcpu[i].run)
			munmap(vm->vcpu[i].run, size);
		close(vm->vcpu[i].fd);
	}
	if (vm->fd >= 0)
		close(vm->fd);
	if (vm->kvm >= 0)
		close(vm->kvm);
	munmap(vm->memory, MEMORY);
}

void vcpu_clear(struct vcpu *vcpu)
{
	vcpu->list->count = 0;
}

void ask(struct vcpu *vcpu, uint32_t leaf, uint32_t index)
{
	struct list *list = vcpu->list;

	if (list->count == LIST_QUERIES) {
		wrong("a list of more than %d queries", LIST_QUERIES);
		return;
	}
	list->query[list->count++] = (struct query){ .leaf = leaf, .index = index };
}

bool vcpu_answer(struct vcpu *vcpu)
{
	int result;

	do
		result = ioctl(vcpu->fd, KVM_RUN, 0);
	while (result < 0 && errno == EINTR);
	if (result < 0) {
		wrong("KVM_RUN: %s", strerror(errno));
		return false;
	}
	if (vcpu->run->exit_reason != KVM_EXIT_HLT) {
		wrong("the guest did not halt, KVM's exit reason is %u", vcpu->run->exit_reason);
		return false;
	}
	vcpu->cpuids += vcpu->list->count;
	vcpu->halts++;
	return true;
}

uint64_t answer_count(const struct query *query)
{
	/* The totals have the high half in EDX, single reasons in EBX or not at all. */
	if (query->leaf == LEAF_TOTAL || query->leaf == LEAF_VIEW)
		return (uint64_t)query->edx << 32 | query->eax;
	if (query->leaf == LEAF_COUNT)
		return (uint64_t)query->ebx << 32 | query->eax;
	return query->eax;
}

bool answer_defined(const struct query *query)
{
	return query->edx != UINT32_MAX || query->eax || query->ebx || query->ecx;
}
