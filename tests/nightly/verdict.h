/* SPDX-License-Identifier: GPL-2.0-only */
/* What a part comes to. */
#ifndef NIGHTLY_VERDICT_H
#define NIGHTLY_VERDICT_H

#include "guard.h"
#include "parts.h"
#include "results.h"
#include "tally.h"

/*
 * Of its end and its log. VERDICT_NONE: it was interrupted, and is to be run again. A pass ended by itself with status 0,
 * has no failed result, and says what a pass does: its proof, or a result that passed. Fills in verdict, why and counts.
 */
void verdict_of(struct result *result, const struct part *part, const struct ending *ending,
		const struct tally *tally);

#endif
