/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit reasons that mean the same on VMX and SVM, and why there are so many of each. */
#ifndef EXPERIMENTS_MEANINGS_H
#define EXPERIMENTS_MEANINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grouped.h"
#include "tables.h"

/*
 * A row of the comparison: exits that mean the same on VMX and SVM. A range of reasons each, from
 * a first to a last; the last below the first says that there is none.
 */
struct meaning {
	const char *name;
	u32 vmx[2][2], svm[2][2];
	bool sum; /* of rows above, for a processor that does not tell them apart */
	const char *why;
};

extern const struct meaning meanings[];
extern const size_t meanings_count;

/* The exits of @table that @meaning covers; *known is false if its numbering has no such reason. */
u64 meaning_count(const struct meaning *meaning, const struct table *table, bool *known);

/* 1,234 in text; "-" if it is not known. */
const char *count_text(u64 count, bool known, char text[GROUPED]);

/* Exits that no meaning covers. */
u64 meaning_rest(const struct table *table);

#endif
