/* SPDX-License-Identifier: GPL-2.0-only */
/* Which function an address belongs to. */
#ifndef WALK_SYMBOLS_H
#define WALK_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "chains.h"
#include "tree.h"

/* Whose addresses. */
enum space {
	SPACE_GUEST,
	SPACE_KERNEL,
	SPACE_USER,
	SPACES,
};

struct symbols;

struct symbols *symbols_new(void);
void symbols_free(struct symbols *symbols);

/* A function; @size 0: up to the next one. Names and modules are copied. Before symbols_sort(). */
void symbols_add(struct symbols *symbols, enum space space, uint64_t address, uint64_t size,
		 const char *name, const char *module);

/* Code of a module, @from to @to, of which not all has symbols; offsets in it count from @base. */
void symbols_add_module(struct symbols *symbols, enum space space, uint64_t from, uint64_t to,
			uint64_t base, const char *module);

/* After the last was added, and before the first is looked for. */
void symbols_sort(struct symbols *symbols);

/*
 * Lines as those of /proc/kallsyms: `ffffffff81000000 T name [module]`. Those that are no functions are
 * passed over. Returns how many were.
 */
size_t symbols_add_kallsyms(struct symbols *symbols, const char *text, size_t size);

/* The named function with the address, or NULL. */
const struct function *symbols_find(const struct symbols *symbols, enum space space,
				    uint64_t address);

/* For an address without one: what begins there, by its offset in its module. The same for the same address. */
const struct function *symbols_unnamed(struct symbols *symbols, enum space space, uint64_t address);

/* The module that has the address, as functions name it; NULL if none is known. */
const char *symbols_module(const struct symbols *symbols, enum space space, uint64_t address);

/* The function of that name, or NULL. */
const struct function *symbols_named(const struct symbols *symbols, enum space space,
				     const char *name);

/* For code that nothing was seen to call: all such of a module, by the name "?". */
const struct function *symbols_somewhere(struct symbols *symbols, enum space space,
					 uint64_t address);

/* Source lines, the symbols' from then on. They are used once that is wanted. */
void symbols_give_chains(struct symbols *symbols, struct chains *chains);
/* False: there are none. */
bool symbols_want_chains(struct symbols *symbols);
/* NULL: none are used. */
const struct chains *symbols_chains(const struct symbols *symbols);

/* Each named function of a space. */
void symbols_each(const struct symbols *symbols, enum space space,
		  void (*take)(const struct function *function, void *data), void *data);

/* Lines of what was looked for and found, of all modules, and of chains; and the symbols of such lines, sorted. */
void symbols_save(const struct symbols *symbols, FILE *to);
struct symbols *symbols_load(const char *text, size_t size);

/* A function of the processor itself, "VMRUN" and the like. */
const struct function *symbols_hardware(struct symbols *symbols, const char *name);

#endif
