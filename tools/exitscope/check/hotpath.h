/* SPDX-License-Identifier: GPL-2.0-only */
/* What a function, or a module, has in a workload's operation. */
#ifndef HOTPATH_H
#define HOTPATH_H

#include "calls/both.h"

struct hotpath {
	uint64_t own, calls;
	const struct both *first; /* of its own instructions; NULL: it has none */
};

/*
 * The sum over all trees of @row, as they are NOW. @anything: @name may be a module too, and "qemu" is all of the host's user
 * space. False: nothing of the row was traced. A function that was not executed has 0 of all.
 */
bool hotpath_of(struct hotpath *path, const struct parts *parts, const char *row, const char *name,
		bool anything);

#endif
