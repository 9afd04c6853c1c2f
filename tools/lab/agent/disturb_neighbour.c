// SPDX-License-Identifier: GPL-2.0-only
/* A second VM that exits all the time: CPUID, which KVM answers, and OUT, for which it leaves to user space. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disturb_neighbour.h"
#include "lab/base/frame.h"

#define SIZE 4096
#define CODE 0x1000

/* 1: cpuid; out %al, $0x80; jmp 1b */
static const unsigned char code[] = { 0x0f, 0xa2, 0xe6, 0x80, 0xeb, 0xfa };

static volatile uint64_t *outs; /* shared with the process that runs the VM */
static pid_t child;

static struct kvm_run *make_vm(int *vcpu)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm = ioctl(kvm, KVM_CREATE_VM, 0);
	void *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE,
		.memory_size = SIZE,
		.userspace_addr = (uintptr_t)memory,
	};
	struct kvm_regs regs = { .rip = CODE, .rflags = 2 };
	struct kvm_sregs sregs;

	memcpy(memory, code, sizeof(code));
	*vcpu = -1;
	if (vm < 0 || ioctl(vm, KVM_SET_TSS_ADDR, 0xfffbd000) ||
	    ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		return MAP_FAILED;
	*vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	if (*vcpu < 0 || ioctl(*vcpu, KVM_GET_SREGS, &sregs))
		return MAP_FAILED;
	sregs.cs.base = sregs.cs.selector = 0;
	if (ioctl(*vcpu, KVM_SET_SREGS, &sregs) || ioctl(*vcpu, KVM_SET_REGS, &regs))
		return MAP_FAILED;
	return mmap(NULL, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE, MAP_SHARED,
		    *vcpu, 0);
}

static void run_vm(void)
{
	struct kvm_run *run;
	int vcpu;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, NEIGHBOUR);
	run = make_vm(&vcpu);
	while (run != MAP_FAILED && !ioctl(vcpu, KVM_RUN, 0) && run->exit_reason == KVM_EXIT_IO)
		++*outs;
	_exit(1);
}

static int begin(const struct victim *victim)
{
	(void)victim;
	if (!outs)
		outs = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*outs = 0;
	child = fork();
	if (!child)
		run_vm();
	return child < 0 ? -1 : 0;
}

/* It must be gone before KVM's modules can be. */
static void end(const struct victim *victim)
{
	int status = 0;

	(void)victim;
	if (child <= 0)
		return;
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	disturb_neighbour.done = *outs;
	if (WIFEXITED(status))
		frame("error", "the second VM ended by itself after %lu exits", *outs);
}

struct disturber disturb_neighbour = {
	.name = NEIGHBOUR,
	.what = "exits of a second VM to user space",
	.begin = begin,
	.end = end,
};
