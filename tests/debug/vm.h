/* SPDX-License-Identifier: GPL-2.0-only */
/* Small VMs straight on /dev/kvm, whose guests do nothing but CPUID and HLT. */
#ifndef VM_H
#define VM_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../guestos/shared/abi.h"

#define VM_VCPUS 16

/* One CPUID: what is asked, what was answered. */
struct query {
	uint32_t leaf, index;
	uint32_t eax, ebx, ecx, edx;
	uint32_t reserved[2];
};

#define LIST_QUERIES 255

/* In the guest's memory, one a vCPU; guest.S knows the layout. */
struct list {
	uint32_t count, reserved[7];
	struct query query[LIST_QUERIES];
};

struct vcpu {
	int fd;
	struct kvm_run *run;
	struct list *list;
	uint64_t cpuids, halts; /* executed so far, of which each is an exit */
};

struct vm {
	int kvm, fd;
	void *memory;
	struct vcpu vcpu[VM_VCPUS];
	unsigned int vcpus; /* the vCPUs that there are; read by other threads */
};

/* All return false after wrong(). A VM that could not be made whole is to be closed as well. */
bool vm_open(struct vm *vm);
bool vm_add_vcpu(struct vm *vm);
void vm_close(struct vm *vm);

/* The parts of vm_add_vcpu(): the vCPU itself, -1 with errno; and its registers and list. */
int vm_create_vcpu(struct vm *vm, unsigned int id);
bool vm_ready_vcpu(struct vm *vm, unsigned int id, int fd);

/* Asks that of the vCPU's next list. */
void ask(struct vcpu *vcpu, uint32_t leaf, uint32_t index);
/* Runs the guest until it halts at the end of the list. */
bool vcpu_answer(struct vcpu *vcpu);
/* Forgets the list. */
void vcpu_clear(struct vcpu *vcpu);

/* Answers' parts. */
uint64_t answer_count(const struct query *query);
bool answer_defined(const struct query *query);

#endif
