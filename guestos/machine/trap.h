/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions and interrupts: what the stubs leave on the stack, and who handles it. */
#ifndef EXITSCOPE_TRAP_H
#define EXITSCOPE_TRAP_H

#include "shared/types.h"

#define VECTOR_UD  6
#define VECTOR_NMI 2
#define VECTOR_DF  8
#define VECTOR_GP  13
#define VECTOR_PF  14
#define VECTOR_MC  18

/* Interrupts of our own: any vectors from 32 on would do. */
#define VECTOR_IPI	0x40
#define VECTOR_WAKE	0x41
#define VECTOR_WATCHDOG 0xee
#define VECTOR_SPURIOUS 0xff

struct regs {
	u64 r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
	u64 vector, error;
	u64 rip, cs, rflags, rsp, ss;
};

extern const u8 vector_stubs[];

/*
 * Faults are values. FAULT_TO() stands after an instruction labelled 1 and
 * before the label 2 that follows it: if the instruction faults, execution goes
 * on at 2 with the vector in EAX. Used with "+a" and a 0 loaded before, so that
 * what comes out is 0 or the vector (0 is #DE, which nothing here probes).
 */
#define FAULT_TO_EAX                                                                               \
	".pushsection .extable, \"a\"\n\t"                                                         \
	".quad 1b, 2f\n\t"                                                                         \
	".popsection\n"                                                                            \
	"2:"

/* Has @handler called for @vector, with the interrupted registers; NULL takes it back. */
void trap_handle(unsigned int vector, void (*handler)(struct regs *regs));

/*
 * From now on an interrupt that arrives while interrupts are off is dropped: the hardware is
 * an emulator that delivers some twice. trap.c says why that is right.
 */
void trap_drop_echoes(void);

/* How many were dropped since the last call. */
u32 trap_echoes(void);

/* Prints registers and a backtrace, as an unexpected exception does. */
void trap_dump(const struct regs *regs);

#endif
