/* SPDX-License-Identifier: GPL-2.0-only */
/* What the boot loader tells: its protocol, the command line and how much memory there is. */
#ifndef EXITSCOPE_BOOTINFO_H
#define EXITSCOPE_BOOTINFO_H

#include "shared/types.h"

struct bootinfo {
	const char *protocol; /* "multiboot1", "multiboot2", "pvh", or "unknown" */
	const char *cmdline;  /* options only, never NULL */
	u64 rsdp;	      /* where ACPI begins, 0: not told */
	u64 memory_end;	      /* end of the RAM that begins at 1 MiB, at most 4 GiB; 0: not told */
};

/* Reads what @magic and @info, as left in EAX and EBX by the loader, stand for. */
struct bootinfo bootinfo_read(u32 magic, u64 info);

#endif
