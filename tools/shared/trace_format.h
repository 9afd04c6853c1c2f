/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace: every instruction that a lab's processor has executed between two marks of the guest.
 *
 * Instructions come in runs: a run is a stretch of them at adjoining addresses, one executed after the
 * other. A run is told once, and from then on named by its number. The file is TRACE_MAGIC, and then
 * items, each a number (LEB128, 7 bits a byte, the lowest first) and what the number says follows:
 *
 *   TRACE_MARK     a mark has been executed: the first opens a window, the next closes it, and so on. The
 *                  instruction itself is in no run. How many instructions there were up to here, a
 *                  number. A file that does not end with a mark that closes was cut
 *   TRACE_RUN      tells a run; runs have numbers from 0 on, in the order in which they are told. How
 *                  many instructions it has; the first one's address, as a difference to that of the last run
 *                  told (signed: ZigZag); a byte a instruction, its length 1 to 15; all their bytes
 *   TRACE_EXECUTE + n  run n has been executed, to its last instruction. Where this is one that ends
 *                  in a way that the stack tells (trace_uses_stack()), a number follows: 0 if the address is
 *                  not known, else 1 + the ZigZag difference to the last one known, of where its
 *                  return address was stored, or taken from
 *
 * Nothing else is in it: no time, no register, so two equal runs give equal bytes.
 */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRACE_MAGIC "EXTRACE1"

enum trace_item {
	TRACE_MARK,
	TRACE_RUN,
	TRACE_EXECUTE,
};

#define TRACE_INSN_MAX 15   /* bytes of an instruction */
#define TRACE_RUN_MAX  4096 /* instructions of a run */

/* What an instruction does to the way that execution takes. */
enum insn_kind {
	INSN_PLAIN, /* goes on behind itself, if nothing comes between */
	INSN_JUMP,  /* or a conditional one */
	INSN_CALL,
	INSN_RETURN,
	INSN_INTERRUPT_RETURN, /* IRET */
	INSN_SYSTEM_CALL,      /* SYSCALL, SYSENTER, INT */
	INSN_SYSTEM_RETURN,    /* SYSRET, SYSEXIT */
	INSN_ENTER_GUEST,      /* VMRUN, VMLAUNCH, VMRESUME */
	INSN_MARK,	       /* xchg %bx, %bx, 66 87 db */
};

/* Of the @size bytes of an instruction of 64 bit code. */
enum insn_kind insn_kind(const uint8_t *bytes, size_t size);

/* Whether @kind is CALL or RET, for which a trace has the address of the return address. */
static inline bool trace_uses_stack(enum insn_kind kind)
{
	return kind == INSN_CALL || kind == INSN_RETURN;
}

#endif
