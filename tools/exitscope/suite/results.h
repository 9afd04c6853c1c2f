/* SPDX-License-Identifier: GPL-2.0-only */
/* A suite's results: facts and verdicts together, for whatever is made of them. */
#ifndef RESULTS_H
#define RESULTS_H

#include <stdio.h>

#include "facts.h"
#include "judgement.h"
#include "plan/quirks.h"
#include "tests.h"

struct verdict {
	const struct suite_test *test;
	const struct facts *facts; /* NULL: none */
	enum judgement judgement;
	char *why;
};

struct results {
	const struct facts_header *header;
	const struct quirks *quirks; /* of the lab's emulator */
	struct verdict *verdict;
	size_t count;
	unsigned int tally[JUDGEMENTS];
};

/* Judges all tests of a suite. */
void results_make(struct results *results, const struct suite *suite, const struct facts_file *file,
		  struct deviations *deviations);
void results_free(struct results *results);

/* STATUS_PASS, FAIL, SKIP (nothing has passed) or INCOMPLETE (a test is missing). */
enum status results_status(const struct results *results);

/* Instructions that a test has taken of the lab's processor, 0: not known. */
uint64_t results_instructions(const struct results *results, const struct facts *facts);

/* A reason's name in the numbering of a lab, "svm" or "vmx"; in room if it has none. */
const char *results_reason(const char *lab, uint32_t reason, char room[16]);

/* As the guest writes its log, for all that reads those: KTAP with records. */
void results_ktap(const struct results *results, FILE *to);

/* For people: a line a test, with its exits by reason. */
void results_table(const struct results *results, FILE *to);

/* One line: "70 pass, 1 FAIL, ... of 104". To be freed. */
char *results_words(const struct results *results);

#endif
