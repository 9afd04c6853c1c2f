/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hardware task switch, which long mode has none of: down to protected mode
 * without paging, JMP to the other task's TSS, and back up. The code runs at
 * addresses that are mapped one to one, so that paging may come and go.
 *
 * u64 task_switch(u16 current_tss, u16 other_tss, struct tss32 *other)
 *
 * Interrupts must be off. Clobbers TR: the caller loads its own again.
 */
#include "machine/callee_saved.inc"
#include "boot/layout.h"

#define TSS32_EIP	0x20
#define TSS32_ESP	0x38

	.text
	.code64
	.global	task_switch
task_switch:
	push_callee_saved
	movq	%rsp, %rbp
	movl	%edi, %ebx		/* the task that is left */
	movl	%edx, %edi		/* the TSS of the one that is entered */
	movw	%si, far_pointer + 4
	pushq	$GDT_CODE32
	pushq	$1f
	lretq

	.code32
1:	movl	%cr0, %eax
	andl	$~CR0_PG, %eax
	movl	%eax, %cr0		/* out of long mode: EFER.LMA goes with PG */
	movl	$GDT_DATA64, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	ltr	%bx
	movl	$2f, TSS32_EIP(%edi)
	movl	%ebp, TSS32_ESP(%edi)
	ljmp	*far_pointer		/* the task switch */
2:	movl	%cr0, %eax		/* on in the other task, with CR0.TS set */
	andl	$~CR0_TS_BIT, %eax
	orl	$CR0_PG, %eax
	movl	%eax, %cr0
	ljmp	$GDT_CODE64, $3f

	.code64
3:	movl	%esp, %esp
	pop_callee_saved
	ret

	.data
	.balign	8
far_pointer:
	.long	0			/* a task gate or TSS ignores it */
	.short	0

	.section .note.GNU-stack, "", @progbits
