/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a CI system puts before each line: a time, a name, a stream. No list of systems: what stands
 * before the header and the records is what stands before all lines of that console, but for
 * its numbers, days and months.
 */
#ifndef PREFIX_H
#define PREFIX_H

#include <stdbool.h>

#define PREFIX_ROOM 128

struct prefix {
	char shape[PREFIX_ROOM]; /* its characters; times and numbers are \1, days and months \2 */
	int gap;		 /* blanks behind it */
	unsigned int seen;	 /* lines in a row that had it */
	bool recorded;		 /* one of them was a record, which no other console has */
};

/* Two lines agree: all others have it too, or are of another console. */
bool prefix_sure(const struct prefix *prefix);
/* Takes what is before at, where a record or a header begins, for the prefix, unless another one is surer. */
void prefix_learn(struct prefix *prefix, const char *line, const char *at, bool record);
/* Behind the prefix of the line; NULL if it has none such. */
const char *prefix_skip(const struct prefix *prefix, const char *line, const char *end);

#endif
