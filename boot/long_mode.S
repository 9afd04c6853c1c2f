/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way to long mode that every vCPU takes, the first from entry.S and the
 * application processors from ap.S: the page tables, the GDT and the switch.
 */
#include "layout.h"

	.section .text.entry, "ax"
	.code32

/*
 * Paging on, in long mode, on boot_pml4. Clobbers EAX, ECX, EDX. Each vCPU passes here once. CR4 and EFER
 * hold nothing else from here on: UEFI leaves CR4.DE set, for one.
 */
	.global	enable_long_mode
enable_long_mode:
	movl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$boot_pml4, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	movl	$EFER_LME, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$CR0_BOOT, %eax
	movl	%eax, %cr0
	ret

	.section .rodata
	.balign	8
	.global	boot_gdt
boot_gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* GDT_CODE64 */
	.quad	0x00cf93000000ffff	/* GDT_DATA64 */
	.quad	0x00cf9b000000ffff	/* GDT_CODE32 */
	.global	boot_gdtr
boot_gdtr:
	.short	BOOT_GDT_SIZE - 1
	.long	boot_gdt
	.long	0

	.section .bss
	.balign	4096
	.global	boot_pml4, boot_pdpt, boot_pd
boot_pml4:	.skip	4096
boot_pdpt:	.skip	4096
boot_pd:	.skip	4 * 4096

	.section .note.GNU-stack, "", @progbits
