/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 256 stubs of 16 bytes. Each leaves the same frame behind (struct regs in
 * trap.h), whether the CPU pushed an error code or not, and calls trap().
 */
	.text
	.balign	16
	.global	vector_stubs
vector_stubs:
	.set	vector, 0
	.rept	256
	.balign	16
	/* vectors with an error code: 8, 10-14, 17, 21, 29, 30 (SDM table 6-1, APM 8.2) */
	.if	vector > 31
	pushq	$0
	.elseif	!((1 << vector) & 0x60227d00)
	pushq	$0
	.endif
	pushq	$vector
	jmp	common
	.set	vector, vector + 1
	.endr

	.balign	16
common:
	cld
	pushq	%rax
	pushq	%rbx
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%rbp
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %rdi
	call	trap
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rbp
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rbx
	popq	%rax
	addq	$16, %rsp		/* vector and error code */
	iretq

	.section .note.GNU-stack, "", @progbits
