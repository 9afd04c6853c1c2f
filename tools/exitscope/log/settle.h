/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said twice settles what is damaged once. */
#ifndef SETTLE_H
#define SETTLE_H

#include "log.h"

/*
 * When all lines are there. A result stands in its line, in its record, and in the sums of the end record; the plan
 * in those sums too. Where the records of all planned rows are there, and the sums are theirs, a result line
 * that is cut, or another console's, is no damage: the record is taken at its word. Else what was doubtful is damage.
 */
void settle(struct log *log);

#endif
