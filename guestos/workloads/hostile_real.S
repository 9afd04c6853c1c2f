/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUIDs from real mode: down from long mode, a burst of calls, and back up.
 *
 * void hostile_real_run(struct real_page *page)
 *
 * The page lies below 1 MiB and holds a copy of what is between hostile_real and
 * hostile_real_end, then what hostile_real.h's struct has. Interrupts must be off. Clobbers
 * FS and GS: the caller loads its own base again.
 */
#include "machine/callee_saved.inc"
#include "boot/layout.h"
#include "hostile_real.h"

	.text
	.code64
	.global	hostile_real_run
hostile_real_run:
	push_callee_saved
	movl	%edi, %esi		/* the page, all the way: CPUID leaves ESI alone */
	movq	%rsp, REAL_RSP(%rsi)
	sgdt	REAL_OLD_GDTR(%rsi)
	lgdt	REAL_GDTR(%rsi)
	pushq	$REAL_CODE32
	pushq	$1f
	lretq

	.code32
1:	movl	$REAL_DATA32, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%cr0, %eax
	andl	$~CR0_PG, %eax
	movl	%eax, %cr0
	ljmpl	*REAL_TO_CODE16(%esi)

	/* The copy runs from here. */
	.code16
	.balign	16
	.global	hostile_real, hostile_real_end
hostile_real:
	movw	$REAL_DATA16, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	%ax, %gs
	movw	REAL_FS, %ax		/* the limit that it has now stays on in real mode */
	movw	%ax, %fs
	movl	%cr0, %eax
	andb	$~CR0_PE, %al
	movl	%eax, %cr0
	ljmpw	*REAL_TO_REAL
	.global hostile_in_real
hostile_in_real:
	movw	%cs, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	%ax, %gs
	movw	%ax, %fs
	movw	$REAL_CALLS, %di
	movw	$REAL_NR_CALLS, %bp
2:	movl	(%di), %eax
	movl	4(%di), %ebx
	movl	8(%di), %ecx
	movl	12(%di), %edx
	cpuid
	movl	%eax, (%di)
	movl	%ebx, 4(%di)
	movl	%ecx, 8(%di)
	movl	%edx, 12(%di)
	addw	$16, %di
	decw	%bp
	jnz	2b
	movl	%cr0, %eax
	orb	$CR0_PE, %al
	movl	%eax, %cr0
	ljmpl	$REAL_CODE32, $3f
hostile_real_end:

	.code32
3:	movl	$REAL_DATA32, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	lgdt	REAL_OLD_GDTR(%esi)
	movl	%cr0, %eax
	orl	$CR0_PG, %eax
	movl	%eax, %cr0
	ljmp	$GDT_CODE64, $4f

	.code64
4:	movl	$GDT_DATA64, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movl	%esi, %esi
	movq	REAL_RSP(%rsi), %rsp
	pop_callee_saved
	ret

	.section .note.GNU-stack, "", @progbits
