/* SPDX-License-Identifier: GPL-2.0-only */
/* The source file of each function, as far as its lines tell. */
#ifndef CALLS_HOME_H
#define CALLS_HOME_H

#include "both.h"

struct homes {
	struct home {
		const struct both *node;
		const char *file;
	} * home; /* by function, each once */
	size_t count;
};

struct homes homes_of(const struct parts *parts);
void homes_free(struct homes *homes);

/* Of a function that is not inlined; NULL: not known. */
const char *home_of(const struct homes *homes, const struct both *node);

#endif
