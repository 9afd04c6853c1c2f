/* SPDX-License-Identifier: GPL-2.0-only */
/* Asks binutils' addr2line, a child process, for source lines. It reads DWARF of all versions, of relocatable files too. */
#ifndef LINES_ADDR2LINE_H
#define LINES_ADDR2LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "walk/chains.h"

/* Functions within each other at one address, at most: what is within more is left out. */
#define ADDR2LINE_DEEPEST 64

/* What was found of the address with that number: the outermost function first. Texts are there until it returns. */
typedef void addr2line_take(void *data, size_t index, struct chain_words *words, size_t links);

/*
 * Of @count addresses of the file at @path, one after the other; with @section, a section's name, they are offsets in
 * it. An address that nothing is known of is not told. False: said why.
 */
bool addr2line(const char *path, const char *section, const uint64_t *address, size_t count,
	       addr2line_take *take, void *data);

#endif
