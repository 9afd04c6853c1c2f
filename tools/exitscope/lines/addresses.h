/* SPDX-License-Identifier: GPL-2.0-only */
/* The addresses of a trace's instructions. */
#ifndef LINES_ADDRESSES_H
#define LINES_ADDRESSES_H

#include "walk/symbols.h"

struct addresses {
	uint64_t *at; /* each once, the lowest first */
	size_t count;
};

/* All of a trace, or as far as it can be read. */
struct addresses addresses_of(const void *trace, size_t size);
void addresses_free(struct addresses *addresses);

/* Those of a module's functions in @space, the lowest first, to be freed; *@count is how many. */
uint64_t *addresses_in(const struct addresses *addresses, const struct symbols *symbols,
		       enum space space, const char *module, size_t *count);

#endif
