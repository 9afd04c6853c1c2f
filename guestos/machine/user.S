/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPL 3 and back. All of memory is accessible to it: user mode here is a
 * privilege level to measure at, not a protection.
 */
#include "callee_saved.inc"
#include "boot/layout.h"

#define USER_STACK_BELOW 2048	/* the caller's stack goes on being used, further down */

	.text
	.global	user_call, user_done, user_syscall_entry

/* void user_call(void (*fn)(void), u64 *saved_rsp): calls fn at CPL 3. */
user_call:
	push_callee_saved
	movq	%rsp, (%rsi)
	leaq	-USER_STACK_BELOW(%rsp), %rax
	pushq	$GDT_USER_DATA + 3
	pushq	%rax
	pushfq
	pushq	$GDT_USER_CODE + 3
	pushq	$1f
	iretq
1:	call	*%rdi
	int	$VECTOR_USER_DONE	/* its handler resumes at user_done, at CPL 0 */
user_done:
	pop_callee_saved
	ret

/* What SYSCALL enters: a system call that does nothing. */
user_syscall_entry:
	sysretq

	.section .note.GNU-stack, "", @progbits
