/* SPDX-License-Identifier: GPL-2.0-only */
/* Of instructions, by address: the source line, and the functions that are inlined there. */
#ifndef WALK_CHAINS_H
#define WALK_CHAINS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tree.h"

struct chains;

/* A function that an instruction is of, and the line in it: of its own, or where the next one is inlined. */
struct chain_link {
	const struct function *function; /* NULL: the first, which symbols name */
	struct source at;
};

struct chain {
	size_t links; /* at least one; the last is whose the instruction is */
	const struct chain_link *link;
};

/* The same in words, to be copied. */
struct chain_words {
	const char *function, *file; /* file NULL: not known */
	unsigned int line;
};

/* The line of an instruction; NULL: no file. */
static inline struct source chain_line(const struct chain *chain)
{
	return chain ? chain->link[chain->links - 1].at : (struct source){ 0 };
}

struct chains *chains_new(void);
void chains_free(struct chains *chains);

/* Of an address, from the outermost function on; inlined functions are of @module. Before chains_sort(). */
void chains_add(struct chains *chains, uint64_t address, const char *module,
		const struct chain_words *words, size_t links);

/* After the last was added, and before the first is looked for. */
void chains_sort(struct chains *chains);

/* NULL: nothing is known of the address. */
const struct chain *chains_find(const struct chains *chains, uint64_t address);

/* Lines of all, and what such lines hold, sorted; NULL: nothing. Lines of other things are passed over. */
void chains_save(const struct chains *chains, FILE *to);
struct chains *chains_load(const char *text, size_t size);

#endif
