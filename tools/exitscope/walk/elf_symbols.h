/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of an ELF file of 64 bits. */
#ifndef WALK_ELF_SYMBOLS_H
#define WALK_ELF_SYMBOLS_H

#include "symbols.h"

/*
 * Adds the functions of an ELF file in memory, of its symbol table or, without one, of its dynamic one. The
 * file's offset @offset lies at address @at; for one that lies where it was linked, @offset is ELF_AS_LINKED.
 * False: it is no such file, or has no functions.
 */
bool elf_symbols(struct symbols *symbols, enum space space, const void *file, size_t size,
		 uint64_t offset, uint64_t at, const char *module);

#define ELF_AS_LINKED UINT64_MAX

#endif
