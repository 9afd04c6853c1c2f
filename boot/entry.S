/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the boot loader to the first line of C.
 *
 * Three protocols, one path: Multiboot 1 (spec 0.6.96), Multiboot 2 (spec 2.0)
 * and PVH (Xen's x86/HVM direct boot ABI) all enter in 32-bit protected mode
 * with paging off and an information block in EBX; EAX tells which.
 */
#include "layout.h"

#define MB1_MAGIC	0x1badb002
#define MB1_FLAGS	0x00010003	/* page-align modules, memory map, addresses below */
#define MB2_MAGIC	0xe85250d6
#define MB2_OPTIONAL	1		/* a tag's flag: boot without it if need be */
#define MB2_EGA_TEXT	2
#define CPUID_EXTENDED	0x80000000
#define CPUID_EDX_LONG_MODE 29
#define PVH_NOTE_ENTRY	18		/* XEN_ELFNOTE_PHYS32_ENTRY */

	.section .multiboot, "a"
	.balign	8
mb1_header:
	.long	MB1_MAGIC, MB1_FLAGS, -(MB1_MAGIC + MB1_FLAGS)
	.long	mb1_header		/* where this header lies in memory */
	.long	image_start		/* load from here ... */
	.long	image_end		/* ... to here ... */
	.long	bss_end			/* ... and clear up to here */
	.long	entry_multiboot

	.balign	8
mb2_header:
	.long	MB2_MAGIC, 0, mb2_end - mb2_header
	.long	-(MB2_MAGIC + 0 + (mb2_end - mb2_header))
	.short	1, MB2_OPTIONAL		/* what we would like to be told: */
	.long	32			/* command line, memory (two ways), framebuffer, RSDP (two) */
	.long	1, 4, 6, 8, 14, 15
	.short	4, MB2_OPTIONAL		/* the screen may be in VGA text mode ... */
	.long	12, MB2_EGA_TEXT
	.balign	8
	.short	5, MB2_OPTIONAL		/* ... or a framebuffer, of any size: UEFI knows no text mode */
	.long	20, 0, 0, 0
	.balign	8
	.short	0, 0			/* end tag */
	.long	8
mb2_end:

	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 4, PVH_NOTE_ENTRY
	.asciz	"Xen"
	.long	entry_pvh

	.section .text.entry, "ax"
	.code32
	.global	entry_multiboot, entry_pvh
entry_pvh:
	movl	$BOOT_MAGIC_PVH, %eax	/* PVH leaves EAX undefined */
entry_multiboot:
	cli
	cld
	movl	$boot_stack_top, %esp
	movl	%eax, %edi		/* kmain()'s first argument: who booted us */
	movl	%ebx, %esi		/* and its second: the information block */

	movl	$CPUID_EXTENDED, %eax	/* CPUID changes EBX, which ESI has kept */
	cpuid
	cmpl	$CPUID_EXTENDED + 1, %eax
	jb	refuse_no_long_mode
	movl	$CPUID_EXTENDED + 1, %eax
	cpuid
	btl	$CPUID_EDX_LONG_MODE, %edx
	jnc	refuse_no_long_mode

	/* Identity map of the first 4 GiB in 2 MiB pages. */
	movl	$boot_pdpt + PTE_TABLE, boot_pml4
	movl	$boot_pd + PTE_TABLE, %eax
	movl	$boot_pdpt, %edx
	movl	$4, %ecx
1:	movl	%eax, (%edx)
	addl	$4096, %eax
	addl	$8, %edx
	loop	1b

	movl	$PTE_LARGE, %eax
	movl	$boot_pd, %edx
	movl	$2048, %ecx
2:	movl	%eax, (%edx)
	addl	$0x200000, %eax
	addl	$8, %edx
	loop	2b

	call	enable_long_mode
	lgdt	boot_gdtr
	ljmp	$GDT_CODE64, $entry64

	.code64
entry64:
	movl	$GDT_DATA64, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movl	$boot_stack_top, %esp	/* clears the upper half of RSP as well */
	xorl	%ebp, %ebp		/* a backtrace ends here */
	movl	%edi, %edi
	movl	%esi, %esi
	call	kmain
1:	cli
	hlt
	jmp	1b

	.section .bss
	.balign	4096
	.global	boot_stack, boot_stack_top
boot_stack:	.skip	BOOT_STACK_SIZE
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
