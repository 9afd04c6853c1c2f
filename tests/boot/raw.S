/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A boot sector that enters the guest's kernel, which is in memory already, in
 * 32-bit protected mode as a boot loader does, with EAX = `magic` and an information
 * block that tells of no memory; and with an interrupt pending. `entry` and `magic`
 * are given to the linker.
 */
#define APIC_SPURIOUS	0xfee000f0
#define APIC_ICR	0xfee00300
#define SELF		0x44000		/* a fixed interrupt to the sender alone */

	.code16
	.global	_start
_start:
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	lgdtl	gdtr
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmpl	$8, $1f
	.code32
1:	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$0x1ff, APIC_SPURIOUS	/* the APIC on */
	movl	$SELF | 0x30, APIC_ICR
	movl	$magic, %eax
	movl	$told, %ebx
	movl	$entry, %ecx
	jmp	*%ecx

	.balign	8
gdt:	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdtr:	.short	23
	.long	gdt

	.balign	8
told:	.long	4, 0, 0, 0, words	/* Multiboot 1: a command line and nothing else */
	.skip	108
words:	.asciz	"ops=20 run=cpuid"

	.org	510
	.short	0xaa55
