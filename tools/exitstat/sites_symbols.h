/* SPDX-License-Identifier: GPL-2.0-only */
/* The symbols of a guest's kernel, as its /proc/kallsyms has them. */
#ifndef EXITSTAT_SITES_SYMBOLS_H
#define EXITSTAT_SITES_SYMBOLS_H

#include <stddef.h>

#include "../../guestos/shared/types.h"

struct symbol {
	u64 address;
	bool code;
	char *name; /* `name`, or `name [module]` */
};

struct symbols {
	size_t n;
	struct symbol *symbol; /* in ascending order of the address */
};

/* NULL, or what is wrong with the file, to be freed. */
char *symbols_read(struct symbols *symbols, const char *path);
void symbols_free(struct symbols *symbols);

/* The code that @address is in, with @offset from its beginning, or NULL: in none that is known. */
const char *symbols_find(const struct symbols *symbols, u64 address, u64 *offset);

#endif
