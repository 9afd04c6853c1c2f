/* SPDX-License-Identifier: GPL-2.0-only */
/* What facts come to. */
#ifndef JUDGEMENT_H
#define JUDGEMENT_H

#include "deviations.h"
#include "facts.h"
#include "tests.h"

enum judgement {
	JUDGED_PASS,
	JUDGED_FAIL,
	JUDGED_TIMEOUT, /* killed at a limit */
	JUDGED_KNOWN, /* fails, or is too slow, in no other way than the table of deviations says */
	JUDGED_SKIP,  /* the test itself says so */
	JUDGED_NOT_RUN, /* and why */
	JUDGED_MISSING, /* it is still to be run */
	JUDGEMENTS,
};

/*
 * The verdict on a test, of its facts (NULL: none). *why: in a line, to be freed; NULL: nothing to add. Marks the
 * rows of the table that were used.
 */
enum judgement suite_judge(enum suite_kind kind, const struct suite_test *test,
			   const struct facts *facts, struct deviations *deviations, char **why);

/* "pass", "not run" and so on. */
const char *judgement_name(enum judgement judgement);

#endif
