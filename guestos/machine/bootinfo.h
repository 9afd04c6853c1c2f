/* SPDX-License-Identifier: GPL-2.0-only */
/* What the boot loader tells: its protocol, the command line, the memory and the screen. */
#ifndef EXITSCOPE_BOOTINFO_H
#define EXITSCOPE_BOOTINFO_H

#include "screen.h"

struct bootinfo {
	const char *protocol; /* "multiboot1", "multiboot2", "pvh"; NULL: nobody that is known */
	const char *cmdline;  /* options only, never NULL */
	u64 rsdp;	      /* where ACPI begins, 0: not told */
	/* The largest piece of RAM between 1 MiB and 4 GiB; 0, 0: not told. */
	u64 memory_start, memory_end;
	struct screen screen; /* what the loader left there */
};

/* Reads what @magic and @info, as left in EAX and EBX by the loader, stand for. */
struct bootinfo bootinfo_read(u32 magic, u64 info);

#endif
