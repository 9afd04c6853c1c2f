/* SPDX-License-Identifier: GPL-2.0-only */
/* What hostile_real.S and hostile_real.c share: the page that real mode runs in. Plain numbers only. */
#ifndef EXITSCOPE_HOSTILE_REAL_H
#define EXITSCOPE_HOSTILE_REAL_H

#define REAL_BASE     0x20000 /* of vCPU 0's page; nothing lives there once the guest has begun */
#define REAL_NR_CALLS 16

/* Offsets in the page: the code comes first. */
#define REAL_GDT       0x200
#define REAL_GDTR      0x240
#define REAL_OLD_GDTR  0x250
#define REAL_RSP       0x260
#define REAL_TO_CODE16 0x268
#define REAL_TO_REAL   0x270
#define REAL_FS	       0x278
#define REAL_CALLS     0x280

/* Selectors of its GDT. */
#define REAL_CODE32 0x08
#define REAL_DATA32 0x10
#define REAL_CODE16 0x18
#define REAL_DATA16 0x20

#endif
