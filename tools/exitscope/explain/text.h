/* SPDX-License-Identifier: GPL-2.0-only */
/* An explanation for people. */
#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include <stdio.h>

#include "explanation.h"

/* @threshold: functions that take less of an operation, in percent, with all that they call, are summed up. */
void text_row(const struct explanation *explanation, const struct explained_row *row,
	      double threshold, FILE *to);

/* One line: what the row's operations took, and whether the sum is that to the instruction. */
void text_line(const struct explained_row *row, FILE *to);

#endif
