/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Source lines of what a trace has executed of the guest, of L1's kernel and of its modules, by the debug information that lies
 * beside a kernel in the lab (lab/tree.sh): debug/vmlinux, debug/stock/ and debug/patched/ with a file a module.
 */
#ifndef LINES_LINES_H
#define LINES_LINES_H

#include "plan/options.h"
#include "walk/symbols.h"

/* Whether the kernel of a run has debug information. False: said that it has none, and how it gets some. */
bool lines_are_there(const struct options *options);

/*
 * Of all instructions in a trace. @guest is the file with the guest's symbols; without debug information in it its own have no
 * lines. NULL: said why.
 */
struct chains *lines_find(const struct options *options, const char *guest,
			  const struct symbols *symbols, const void *trace, size_t size);

#endif
