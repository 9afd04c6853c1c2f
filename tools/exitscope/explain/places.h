/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of a run: of L1's kernel, of its QEMU and libraries, of the guest. */
#ifndef EXPLAIN_PLACES_H
#define EXPLAIN_PLACES_H

#include "plan/options.h"
#include "run/layout.h"
#include "walk/symbols.h"

/*
 * NULL: L1's kernel has told no functions, which was said. A file of user space, or a guest, without symbols is no
 * error: its functions go by their addresses. *@guest is the file that the guest's are of, to be freed.
 */
struct symbols *places_symbols(const struct layout *layout, const struct options *options,
			       char **guest);

#endif
