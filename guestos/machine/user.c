// SPDX-License-Identifier: GPL-2.0-only
#include "user.h"
#include "boot/layout.h"
#include "cpu.h"
#include "descriptors.h"
#include "trap.h"

#define MSR_STAR  0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define EFER_SCE  BIT(0)

extern const u8 user_done[], user_syscall_entry[];
void user_call(void (*fn)(void), u64 *saved_rsp);

/* SYSRET takes the code segment 16 above STAR[63:48], the data segment 8 above. */
#define STAR ((u64)(GDT_USER_DATA - 8) << 48 | (u64)GDT_CODE64 << 32)

static void done(struct regs *regs)
{
	regs->rip = (u64)user_done;
	regs->cs = GDT_CODE64;
	regs->ss = GDT_DATA64;
	regs->rsp = this_cpu()->user_rsp;
}

void user_init(bool touched)
{
	trap_handle(VECTOR_USER_DONE, done);
	wrmsr(MSR_STAR, STAR);
	wrmsr(MSR_LSTAR, (u64)user_syscall_entry);
	wrmsr(MSR_FMASK, 0);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE);
	if (touched)
		cpu_touch_trap_stack();
}

void user_run(void (*fn)(void))
{
	user_call(fn, &this_cpu()->user_rsp);
}
