/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest of vm.c, in real mode: executes the CPUIDs of a list at DS:0 and stores the answers,
 * halts, and begins again. struct list in vm.h is the layout.
 */
	.code16
	.section .rodata
	.globl	guest_code, guest_code_end

guest_code:
	movl	0, %ebp			/* how many */
	movw	$32, %si
1:	movl	0(%si), %eax
	movl	4(%si), %ecx
	cpuid
	movl	%eax, 8(%si)
	movl	%ebx, 12(%si)
	movl	%ecx, 16(%si)
	movl	%edx, 20(%si)
	addw	$32, %si
	decl	%ebp
	jnz	1b
	hlt
	jmp	guest_code
guest_code_end:

	.section .note.GNU-stack, "", @progbits
