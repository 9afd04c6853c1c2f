/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guests that never finish, for the tests of what exitscope makes of them: a plan, no end, and then
 * HANG: an endless loop; IDLE: HLT for ever; otherwise a triple fault.
 */
	.code32
	.section .header, "a"
	.balign	4
header:	.long	0x1badb002, 0x10000, -(0x1badb002 + 0x10000)
	.long	header, header, data_end, bss_end, _start

	.text
	.globl	_start
_start:	mov	$text, %esi
next:	lodsb
	test	%al, %al
	jz	die
	mov	%al, %bl
	mov	$0x3fd, %dx
wait:	in	%dx, %al
	test	$0x20, %al
	jz	wait
	mov	%bl, %al
	mov	$0x3f8, %dx
	out	%al, %dx
	jmp	next
die:	cli
#if defined(HANG)
	jmp	die
#elif defined(IDLE)
	hlt
	jmp	die
#else
	lidt	none
	ud2
#endif

	.data
text:	.asciz	"\nKTAP version 1\n1..2\nok 1 first\n"
none:	.word	0
	.long	0
data_end:
	.bss
	.skip	4
bss_end:
