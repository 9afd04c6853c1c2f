/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the code of a kernel, or of a module of its, lies: a file says offsets, and the kernel says where functions are. */
#ifndef LINES_SECTIONS_H
#define LINES_SECTIONS_H

#include "base/elf64.h"
#include "walk/symbols.h"

/* A section of code. */
struct placed {
	const char *name;  /* NULL: offsets of all sections are addresses, as it was linked */
	uint64_t from, to; /* where it lies, to the byte behind it */
	uint64_t base;	   /* an address less this is an offset */
};

struct sections {
	struct placed *at;
	size_t count;
};

/*
 * Those of @elf, by the functions of @module in L1's kernel; those that have none are not among them. NULL, or why
 * it is not the file that runs, to be freed.
 */
char *sections_find(struct sections *sections, const struct elf64 *elf,
		    const struct symbols *symbols, const char *module);
void sections_free(struct sections *sections);

#endif
