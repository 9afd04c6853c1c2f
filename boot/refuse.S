/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of a run on a processor without long mode: the one thing that must be
 * said before there is any C. To the first of COM1 and COM2 that is there, as a
 * log, and to a screen in text mode, as a line.
 */
#include "layout.h"

#define COM1		0x3f8
#define COM2		0x2f8
#define UART_LSR	5
#define UART_SCRATCH	7
#define LSR_THR_EMPTY	0x20
#define MAX_LOOKS	1000000		/* a byte takes 87 us; a look a microsecond or more */

#define BIOS_COLUMNS	0x44a		/* BIOS data area: the columns of the text mode */
#define TEXT_BASE	0xb8000
#define TEXT_CELLS	(80 * 25)
#define TEXT_BLANK	0x07200720	/* two of them, light gray on black */
#define TEXT_COLOR	0x07

#define CPUID1_ECX_HYPERVISOR 31

	.section .rodata
log:	.ascii	"\nKTAP version 1\n1..0 # SKIP a list, no run\nBail out! "
line:	.ascii	"this processor has no long mode (64 bits)"
line_end:
	.ascii	"\n# exitscope {\"type\":\"end\",\"verdict\":\"error\",\"message\":"
	.asciz	"\"this processor has no long mode (64 bits)\"}\n"

/* Registers and what goes there: 115200 baud, 8N1, FIFO on and empty, DTR and RTS. */
setup:	.byte	1, 0, 3, 0x80, 0, 1, 1, 0, 3, 0x03, 2, 0x07, 4, 0x03
setup_end:

	.text
	.code32
	.global	refuse_no_long_mode
refuse_no_long_mode:
	xorl	%ebp, %ebp		/* who was told: bit 0 a serial port, bit 1 a screen */
	movl	$COM1, %ebx
	call	try_port
	movl	$COM2, %ebx
	call	try_port
	call	try_screen

	movb	$EXIT_CODE_ERROR, %al
	outb	%al, $PORT_DEBUG_EXIT
	cmpl	$2, %ebp		/* what is on a screen alone shall be read */
	je	halt
	movl	$1, %eax
	cpuid
	btl	$CPUID1_ECX_HYPERVISOR, %ecx
	jnc	halt			/* a real machine may have anything at these ports */
	movw	$ACPI_S5, %ax
	movw	$PORT_ACPI_PM1A, %dx
	outw	%ax, %dx
	movb	$CLOUD_HYPERVISOR_S5, %al
	movw	$PORT_CLOUD_HYPERVISOR, %dx
	outb	%al, %dx
	movb	$KEYBOARD_RESET, %al
	outb	%al, $PORT_KEYBOARD
halt:	hlt
	jmp	halt

/* The log to the UART at EBX, if it is one and none was before. */
try_port:
	testl	$1, %ebp
	jnz	9f
	leal	UART_SCRATCH(%ebx), %edx
	movb	$0x5a, %al
	outb	%al, %dx
	inb	%dx, %al
	cmpb	$0x5a, %al
	jne	9f
	orl	$1, %ebp

	movl	$setup, %esi
1:	lodsw
	movzbl	%al, %edx
	addl	%ebx, %edx
	movb	%ah, %al
	outb	%al, %dx
	cmpl	$setup_end, %esi
	jb	1b

	movl	$log, %esi
2:	leal	UART_LSR(%ebx), %edx
	movl	$MAX_LOOKS, %ecx
3:	inb	%dx, %al
	testb	$LSR_THR_EMPTY, %al
	loopz	3b
	jz	9f
	lodsb
	testb	%al, %al
	jz	9f
	movl	%ebx, %edx
	outb	%al, %dx
	jmp	2b
9:	ret

/* The line to the screen, if it is one: 80 columns, and memory that keeps what is written. */
try_screen:
	cmpw	$80, BIOS_COLUMNS
	jne	9f
	movl	$TEXT_BASE, %edi
	movl	$TEXT_BLANK, %eax
	movl	%eax, (%edi)
	cmpl	%eax, (%edi)
	jne	9f
	orl	$2, %ebp
	movl	$TEXT_CELLS / 2, %ecx
	rep stosl
	movl	$TEXT_BASE, %edi
	movl	$line, %esi
	movb	$TEXT_COLOR, %ah
1:	lodsb
	stosw
	cmpl	$line_end, %esi
	jb	1b
9:	ret

	.section .note.GNU-stack, "", @progbits
