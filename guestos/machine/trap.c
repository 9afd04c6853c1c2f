// SPDX-License-Identifier: GPL-2.0-only
/* Where all exceptions and interrupts arrive: a handler, a fix-up, or the end of the run. */
#include "trap.h"
#include "console.h"
#include "cpu.h"
#include "panic.h"

#define RFLAGS_TF BIT(8) /* a single step ends where it is fixed up */
#define RFLAGS_IF BIT(9)

struct fixup {
	u64 fault, resume;
};

extern const struct fixup extable_start[], extable_end[];
extern const u8 text_start[], text_end[];

static void (*handlers[256])(struct regs *regs);
static bool drops_echoes;
static u32 echoes;

static const char *const exception_names[32] = {
	"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9",   "#TS",
	"#NP", "#SS", "#GP", "#PF", "15",  "#MF", "#AC", "#MC", "#XM", "#VE", "#CP",
	"22",  "23",  "24",  "25",  "26",  "27",  "#HV", "#VC", "#SX", "31",
};

void trap_handle(unsigned int vector, void (*handler)(struct regs *regs))
{
	handlers[vector] = handler;
}

static bool is_text(u64 address)
{
	return address >= (u64)text_start && address < (u64)text_end;
}

static void backtrace(u64 rip, const u64 *frame)
{
	print("#  backtrace: 0x%lx", rip);
	for (int depth = 0; depth < 16 && frame && (u64)frame < BIT(32); depth++) {
		if (!is_text(frame[1]))
			break;
		print(" 0x%lx", frame[1]);
		frame = (const u64 *)frame[0];
	}
	print("\n");
}

void trap_dump(const struct regs *r)
{
	print("#  rip 0x%lx cs 0x%lx rflags 0x%lx rsp 0x%lx ss 0x%lx error 0x%lx\n", r->rip, r->cs,
	      r->rflags, r->rsp, r->ss, r->error);
	print("#  rax 0x%lx rbx 0x%lx rcx 0x%lx rdx 0x%lx rsi 0x%lx rdi 0x%lx rbp 0x%lx\n", r->rax,
	      r->rbx, r->rcx, r->rdx, r->rsi, r->rdi, r->rbp);
	print("#  r8 0x%lx r9 0x%lx r10 0x%lx r11 0x%lx r12 0x%lx r13 0x%lx r14 0x%lx r15 0x%lx\n",
	      r->r8, r->r9, r->r10, r->r11, r->r12, r->r13, r->r14, r->r15);
	print("#  cr0 0x%lx cr2 0x%lx cr3 0x%lx cr4 0x%lx\n", read_cr0(), read_cr2(), read_cr3(),
	      read_cr4());
	backtrace(r->rip, (const u64 *)r->rbp);
}

static bool fix_up(struct regs *regs)
{
	for (const struct fixup *f = extable_start; f < extable_end; f++) {
		if (f->fault == regs->rip) {
			regs->rip = f->resume;
			regs->rax = regs->vector;
			regs->rflags &= ~RFLAGS_TF;
			return true;
		}
	}
	return false;
}

/*
 * QEMU's SVM (helper_vmrun(), the quirk `echo`) leaves an injected interrupt
 * behind as a pending exception. If its main loop is interrupted before the next
 * exit, it delivers the interrupt again, into the handler, where IF is clear and
 * no processor delivers one. KVM knows nothing of it, so it must have no effect.
 */
static bool is_echo(const struct regs *regs)
{
	return drops_echoes && regs->vector >= 32 && !(regs->rflags & RFLAGS_IF);
}

void trap_drop_echoes(void)
{
	drops_echoes = true;
}

u32 trap_echoes(void)
{
	return __atomic_exchange_n(&echoes, 0, __ATOMIC_RELAXED);
}

void trap(struct regs *regs)
{
	static bool dying;

	if (is_echo(regs)) {
		__atomic_add_fetch(&echoes, 1, __ATOMIC_RELAXED);
		return;
	}
	if (handlers[regs->vector]) {
		handlers[regs->vector](regs);
		return;
	}
	if (regs->vector < 32 && fix_up(regs))
		return;
	if (!dying) {
		dying = true;
		print("# unexpected %s %lu (%s), error code 0x%lx\n",
		      regs->vector < 32 ? "exception" : "interrupt", regs->vector,
		      regs->vector < 32 ? exception_names[regs->vector] : "?", regs->error);
		trap_dump(regs);
	}
	panic("unexpected exception or interrupt");
}
