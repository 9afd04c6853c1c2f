/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vmx lab's boot loader: an option ROM. The first disk is an image of L1's RAM from 15 MiB on (see
 * tools/exitscope/lab/pvh.c): a page with the kernel's PVH start info, the unpacked kernel at 16 MiB,
 * the initramfs. So nothing is left to do but to copy it, fill in the memory map and jump. It is read
 * from the disk's data port in protected mode, which Bochs does many words at once; by BIOS calls
 * it would take as long as the rest of the boot. (Bochs's optramimage is no way: versions before 3.1
 * spread what is longer than a block, 3.1 loads it all to address 0, since A20 is not on yet.)
 *
 * The BIOS calls the ROM when all devices are set up. A second call means that L1 has rebooted,
 * that is, panicked (panic=-1): say so and shut Bochs down. A byte of the CMOS remembers.
 */
#define IMAGE		0x00f00000
#define MAGIC		0x336ec578	/* of the start info: XEN_HVM_START_MAGIC_VALUE */
#define ENTRY		0x40		/* in the image's page: where the kernel wants to be entered */
#define SIZE		0x44		/* in the image's page: the image's, in sectors of 512 bytes */
#define MAP		0x800		/* in the image's page: room for the memory map */
#define MAP_ENTRIES	0x30		/* hvm_start_info.memmap_entries */
#define BUFFER		0x7000		/* real mode: the E820 entries as they come */
#define LIMIT		64
#define CMOS_BYTE	0x70		/* no BIOS uses it */
#define CMOS_BOOTED	0x45
#define DISK		0x1f0		/* ports of the first ATA channel */
#define DISK_STATUS	0x3f6
#define BUSY_OR_DATA	0x88
#define DATA		0x08
#define BLOCK		16		/* sectors from one poll to the next */
#define COMMAND_BLOCKS	8		/* blocks that are read by one command */

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
	mov	$CMOS_BYTE, %al
	out	%al, $0x70
	in	$0x71, %al
	cmp	$CMOS_BOOTED, %al
	mov	$again - _start, %esi
	je	fail
	mov	$CMOS_BOOTED, %al
	out	%al, $0x71
	call	load
	mov	$IMAGE, %ebx
	cmpl	$MAGIC, (%ebx)
	mov	$no_image - _start, %esi
	jne	fail
	mov	ENTRY(%ebx), %edx
	movzwl	%bp, %ecx
	mov	%ecx, MAP_ENTRIES(%ebx)
	imul	$6, %ecx
	mov	$BUFFER, %esi
	lea	MAP(%ebx), %edi
	rep movsl
	jmp	*%edx

/* Copies the disk to IMAGE: a command's worth, and when that has told the size, the rest. */
load:	mov	$DISK_STATUS, %dx
	mov	$2, %al			/* no interrupts */
	out	%al, %dx
	mov	$BLOCK, %al		/* SET MULTIPLE MODE */
	mov	$DISK + 2, %dx
	out	%al, %dx
	mov	$0xe0, %al
	mov	$DISK + 6, %dx
	out	%al, %dx
	mov	$0xc6, %al
	inc	%dx
	out	%al, %dx
	mov	$IMAGE, %edi
	xor	%ebx, %ebx		/* the sector */
5:	mov	$DISK + 2, %dx		/* count, and the sector's number, low byte first */
	mov	$BLOCK * COMMAND_BLOCKS, %al
	out	%al, %dx
	mov	%ebx, %eax
	mov	$3, %ecx
6:	inc	%dx
	out	%al, %dx
	shr	$8, %eax
	loop	6b
	or	$0xe0, %al		/* by number, the master, and its last four bits */
	inc	%dx
	out	%al, %dx
	mov	$0xc4, %al		/* READ MULTIPLE */
	inc	%dx
	out	%al, %dx
	mov	$COMMAND_BLOCKS, %esi
7:	mov	$DISK_STATUS, %dx
8:	in	%dx, %al
	and	$BUSY_OR_DATA, %al
	cmp	$DATA, %al
	jne	8b
	mov	$BLOCK * 512 / 2, %ecx
	mov	$DISK, %dx
	rep insw
	dec	%esi
	jnz	7b
	add	$BLOCK * COMMAND_BLOCKS, %ebx
	cmp	%ebx, IMAGE + SIZE
	ja	5b
	ret

/* Says the line at %esi and ends. */
fail:	ljmp	$24, $back - _start
	.code16
back:	mov	%cr0, %eax
	and	$0xfe, %al
	mov	%eax, %cr0
	ljmp	$ROM_BASE >> 4, $real - _start
real:	push	%cs
	pop	%ds
	call	say
	mov	$word - _start, %si
	jmp	shutdown

again:	.asciz	"\n@reboot L1\n"
no_image:
	.asciz	"\n@error the vmx lab's ROM found no image of L1 on the disk\n"
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
