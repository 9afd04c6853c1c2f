// SPDX-License-Identifier: GPL-2.0-only
/* What happens at CPL 3, and the way there and back. */
#include "machine/user.h"
#include "machine/trap.h"
#include "measure/workload.h"

static const char *setup_user(void)
{
	user_init(conditions() & QUIRK_STALE_EVENT);
	return NULL;
}

static void at_user_nothing(void)
{
}

static void op_user(u64 i)
{
	(void)i;
	user_run(at_user_nothing);
}

WORKLOAD(user_nothing) = {
	.name = "user",
	.summary = "IRET to CPL 3 and INT back: no exit",
	.setup = setup_user,
	.op = op_user,
};

static void at_user_syscall(void)
{
	asm volatile("syscall" : : : "rcx", "r11", "memory");
}

static void op_syscall(u64 i)
{
	(void)i;
	user_run(at_user_syscall);
}

WORKLOAD(user_syscall) = {
	.name = "user.syscall",
	.summary = "the same, with a SYSCALL and SYSRET between: no exit",
	.setup = setup_user,
	.per_cpu = true,
	.op = op_syscall,
};

static void at_user_cpuid(void)
{
	cpuid(0, 0);
}

static void op_user_cpuid(u64 i)
{
	(void)i;
	user_run(at_user_cpuid);
}

WORKLOAD(user_cpuid) = {
	.name = "user.cpuid",
	.summary = "CPUID at CPL 3",
	.setup = setup_user,
	.op = op_user_cpuid,
	.expect = EXITS(ON_VMX(CPUID, 1), ON_SVM(CPUID, 1)),
};

#define CR0_AM	  BIT(18)
#define RFLAGS_AC "0x40000"

static u64 words[2];

static void at_user_misaligned(void)
{
	u64 rax = 0;

	asm volatile("pushfq; orq $" RFLAGS_AC ", (%%rsp); popfq\n"
		     "1: movq 1(%1), %%rcx\n" FAULT_TO_EAX "pushfq; andq $~" RFLAGS_AC
		     ", (%%rsp); popfq"
		     : "+a"(rax)
		     : "d"(words)
		     : "rcx", "memory", "cc");
}

static const char *setup_alignment(void)
{
	user_init(conditions() & QUIRK_STALE_EVENT);
	write_cr0(read_cr0() | CR0_AM);
	return NULL;
}

static void teardown_alignment(void)
{
	write_cr0(read_cr0() & ~CR0_AM);
}

static void op_misaligned(u64 i)
{
	(void)i;
	user_run(at_user_misaligned);
}

WORKLOAD(user_alignment) = {
	.name = "exception.ac",
	.summary = "a misaligned read at CPL 3: #AC, which KVM intercepts and hands back",
	.setup = setup_alignment,
	.teardown = teardown_alignment,
	.per_cpu = true,
	.op = op_misaligned,
	.expect = EXITS(ON_VMX(EXCEPTION_NMI, 1), ON_SVM(EXCP_AC, 1, .without = QUIRK_NO_AC)),
};
