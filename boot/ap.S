/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Application processors wake up here in real mode (SDM vol. 3, 9.4): the piece
 * between ap_start and ap_end is copied to AP_START, which SIPI names. One at a
 * time; smp.c leaves the stack, what to call and its argument in ap_stack, ap_calls
 * and ap_argument.
 */
#include "layout.h"

	.section .rodata
	.global	ap_start, ap_end
	.balign	16
	.code16
ap_start:
	cli
	cld
	xorl	%eax, %eax
	movw	%ax, %ds
	lgdtl	ap_gdtr - ap_start + AP_START
	movl	%cr0, %eax
	orl	$CR0_PE, %eax
	movl	%eax, %cr0
	ljmpl	$GDT_CODE32, $ap_entry32
	.balign	4
ap_gdtr:
	.short	BOOT_GDT_SIZE - 1
	.long	boot_gdt
ap_end:

	.text
	.code32
ap_entry32:
	movl	$GDT_DATA64, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	ap_stack, %esp
	call	enable_long_mode
	ljmp	$GDT_CODE64, $ap_entry64

	.code64
ap_entry64:
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movl	ap_stack, %esp		/* clears the upper half of RSP as well */
	xorl	%ebp, %ebp		/* a backtrace ends here */
	movl	ap_argument, %edi
	call	*ap_calls
1:	cli
	hlt
	jmp	1b

	.section .bss
	.balign	8
	.global	ap_stack, ap_argument, ap_calls
ap_stack:	.skip	8
ap_argument:	.skip	8
ap_calls:	.skip	8

	.section .note.GNU-stack, "", @progbits
