/* SPDX-License-Identifier: GPL-2.0-only */
/* Two runs of a suite, of stock and patched modules or of two trees: what differs. */
#ifndef AGAINST_H
#define AGAINST_H

#include <stdio.h>

#include "base/status.h"
#include "facts.h"
#include "tests.h"

/*
 * Says what differs, a line a test: its verdict without the table of deviations, the numbers of its parts that pass,
 * fail and skip (not where it was killed at a limit), complaints of L1's kernel. Of exits it tells where they
 * differ, and in how many tests. STATUS_FAIL if something differs, STATUS_INCOMPLETE if a test has facts on one side
 * alone.
 */
enum status against(const struct suite *suite, const struct facts_file *base,
		    const struct facts_file *own, FILE *to);

#endif
