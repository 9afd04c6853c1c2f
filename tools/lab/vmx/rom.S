/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vmx lab's boot loader: an option ROM. Bochs has put one image into the RAM at 15 MiB (see
 * tools/exitscope/lab/pvh.c): a page with the kernel's PVH start info, the unpacked kernel at 16 MiB,
 * the initramfs. So nothing is left to do but to fill in the memory map, go to protected mode and jump;
 * reading by BIOS calls and unpacking, which took most of the boot, are gone.
 *
 * The BIOS calls the ROM when all devices are set up. A second call means that L1 has rebooted,
 * that is, panicked (panic=-1): the kernel in RAM is used up, so say so and shut Bochs down.
 */
#define IMAGE		0x00f00000
#define MAGIC		0x336ec578	/* of the start info: XEN_HVM_START_MAGIC_VALUE */
#define ENTRY		0x40		/* in the image's page: where the kernel wants to be entered */
#define MAP		0x800		/* in the image's page: room for the memory map */
#define MAP_ENTRIES	0x30		/* hvm_start_info.memmap_entries */
#define BUFFER		0x7000		/* real mode: the E820 entries as they come */
#define LIMIT		64

	.code16
	.globl	_start
_start:	.word	0xaa55
	.byte	ROM_SIZE / 512
	jmp	boot

say:	lodsb				/* cs:si to port 0xe9, until NUL */
	test	%al, %al
	jz	1f
	out	%al, $0xe9
	jmp	say
1:	ret

/* The word that makes Bochs end. */
shutdown:
	cs lodsb
	test	%al, %al
	jz	2f
	mov	$0x8900, %dx
	out	%al, %dx
	jmp	shutdown
2:	hlt
	jmp	2b

boot:	cli
	cld
	push	%cs
	pop	%ds
	xor	%ax, %ax
	mov	%ax, %es
	mov	%ax, %ss
	mov	$0x7000, %sp

	/* E820: 20 bytes an entry, each in a slot of 24, which is what PVH wants. */
	mov	$BUFFER, %di
	xor	%ebx, %ebx
	xor	%bp, %bp
3:	movl	$0, %es:20(%di)
	mov	$0xe820, %eax
	mov	$20, %ecx
	mov	$0x534d4150, %edx
	int	$0x15
	jc	4f
	add	$24, %di
	inc	%bp
	cmp	$LIMIT, %bp
	je	4f
	test	%ebx, %ebx
	jnz	3b
4:
	in	$0x92, %al
	or	$2, %al
	and	$0xfe, %al
	out	%al, $0x92
	lgdtl	%cs:gdt_pointer - _start
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmpl	$8, $ROM_BASE + protected - _start

	.code32
protected:
	mov	$16, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	$IMAGE, %ebx
	cmpl	$MAGIC, (%ebx)
	jne	again
	mov	ENTRY(%ebx), %edx
	movl	$0, ENTRY(%ebx)		/* the next one to come here is a reboot */
	test	%edx, %edx
	jz	again
	movzwl	%bp, %ecx
	mov	%ecx, MAP_ENTRIES(%ebx)
	imul	$6, %ecx
	mov	$BUFFER, %esi
	lea	MAP(%ebx), %edi
	rep movsl
	jmp	*%edx

again:	ljmp	$24, $back - _start
	.code16
back:	mov	%cr0, %eax
	and	$0xfe, %al
	mov	%eax, %cr0
	ljmp	$ROM_BASE >> 4, $real - _start
real:	push	%cs
	pop	%ds
	mov	$message - _start, %si
	call	say
	mov	$word - _start, %si
	jmp	shutdown

message:
	.asciz	"\n@reboot L1\n"
word:	.asciz	"Shutdown"

	.balign	8
gdt:	.quad	0
	.quad	0x00cf9a000000ffff	/* 8: flat code */
	.quad	0x00cf92000000ffff	/* 16: flat data */
	.quad	0x00009a0d0000ffff	/* 24: this ROM, 16 bit */
gdt_pointer:
	.word	gdt_pointer - gdt - 1
	.long	ROM_BASE + gdt - _start
	.org	ROM_SIZE - 1
	.byte	0			/* the checksum, set by rom.sh */
