/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Constants that the assembly and the C of the guest share. Plain numbers
 * only: this file is read by both.
 */
#ifndef EXITSCOPE_LAYOUT_H
#define EXITSCOPE_LAYOUT_H

/* What EAX (and kmain's first argument) holds, per boot protocol. */
#define BOOT_MAGIC_MB1 0x2badb002
#define BOOT_MAGIC_MB2 0x36d76289
#define BOOT_MAGIC_PVH 0x336ec578 /* the start_info's own magic */

/* Selectors, the same in the boot GDT and in descriptors.c's. */
#define GDT_CODE64	 0x08
#define GDT_DATA64	 0x10
#define GDT_CODE32	 0x18
#define GDT_TSS		 0x20 /* 16 bytes: takes 0x28 too */
#define GDT_USER_DATA	 0x30
#define GDT_USER_CODE	 0x38
#define GDT_TASK_A	 0x40 /* 32-bit TSSs, for taskswitch.S */
#define GDT_TASK_B	 0x48
#define VECTOR_USER_DONE 0x80

#define CR4_PAE	 0x20
#define CR0_BOOT 0x80010033 /* PG, WP, NE, ET, MP, PE */
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100

#define PTE_TABLE 0x07 /* present, writable, user */
#define PTE_LARGE 0xe7 /* present, writable, user, accessed, dirty, 2 MiB */

#define BOOT_GDT_SIZE	32
#define AP_START	0x8000 /* where application processors begin: a page below 1 MiB */
#define CR0_PE		0x01
#define CR0_PG		0x80000000
#define CR0_TS_BIT	0x08
#define BOOT_STACK_SIZE 16384

/* What ends a VM, and on real hardware may be anything: machine.c. */
#define PORT_DEBUG_EXIT	      0xf4  /* QEMU's isa-debug-exit, as the labs place it */
#define PORT_ACPI_PM1A	      0x604 /* PM1a control of QEMU's pc and q35 */
#define PORT_CLOUD_HYPERVISOR 0x600 /* its shutdown port */
#define PORT_KEYBOARD	      0x64  /* Firecracker and crosvm end on a reset */

#define ACPI_S5		    0x2000 /* SLP_EN, SLP_TYP 0 */
#define CLOUD_HYPERVISOR_S5 0x34   /* SLP_EN, SLP_TYP 5 */
#define KEYBOARD_RESET	    0xfe
#define EXIT_CODE_ERROR	    0x13 /* machine.h has the others */

#endif
