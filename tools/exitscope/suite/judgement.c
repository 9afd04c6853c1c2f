// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judgement.h"
#include "shared/memory.h"

#define UNIT_TEST_SKIPS 77 /* as kvm-unit-tests' report_summary() has QEMU make it */
#define CODE_ABORT	127
#define SELFTEST_SKIPS	4

const char *judgement_name(enum judgement judgement)
{
	static const char *const names[] = {
		[JUDGED_PASS] = "pass",	      [JUDGED_FAIL] = "FAIL", [JUDGED_TIMEOUT] = "TIMEOUT",
		[JUDGED_KNOWN] = "known",     [JUDGED_SKIP] = "skip", [JUDGED_NOT_RUN] = "not run",
		[JUDGED_MISSING] = "missing",
	};

	return names[judgement];
}

static const char *or_nothing(const char *text)
{
	return text ? text : "no output";
}

/* A QEMU that ends before its guest has said anything: run_tests.sh there skips the test then. */
static bool qemu_failed(const struct facts *facts)
{
	return facts->erred && !facts->said;
}

static enum judgement unit_test_status(const struct facts *facts, int status, char **why)
{
	int code = status >> 1;

	if (qemu_failed(facts)) {
		*why = print("QEMU: %s", facts->erred);
		return JUDGED_NOT_RUN;
	}
	if (status == 1 && !facts->erred && facts->said)
		return JUDGED_PASS;
	if (status == 1)
		*why = print("QEMU: %s", facts->erred ? facts->erred : "status 1, without a word");
	else if (!(status & 1))
		*why = print("the VM ended by itself, status %d: %s", status,
			     or_nothing(facts->last));
	else if (status == UNIT_TEST_SKIPS)
		*why = print("%s", facts->skipped ? facts->skipped : or_nothing(facts->last));
	else if (code == CODE_ABORT)
		*why = print("aborted: %s", or_nothing(facts->last));
	else if (!facts->fail)
		*why = print("exit code %d: %s", code, or_nothing(facts->last));
	return status == UNIT_TEST_SKIPS ? JUDGED_SKIP : JUDGED_FAIL;
}

static enum judgement selftest_status(const struct facts *facts, int status, char **why)
{
	if (!status)
		return JUDGED_PASS;
	if (status == SELFTEST_SKIPS) {
		*why = print("%s", facts->skipped ? facts->skipped : or_nothing(facts->last));
		return JUDGED_SKIP;
	}
	if (!facts->fail)
		*why = print("exit status %d: %s", status,
			     facts->erred ? facts->erred : or_nothing(facts->last));
	return JUDGED_FAIL;
}

/* By its end alone. *why stays NULL where the failed parts say all. */
static enum judgement by_end(enum suite_kind kind, const struct facts *facts, char **why)
{
	int number;

	if (sscanf(facts->end, "status %d", &number) == 1)
		return kind == SUITE_SELFTESTS ? selftest_status(facts, number, why)
					       : unit_test_status(facts, number, why);
	if (!strncmp(facts->end, "unmet ", 6)) {
		*why = print("%s does not hold", facts->end + 6);
		return JUDGED_NOT_RUN;
	}
	if (!strcmp(facts->end, "late") || !strcmp(facts->end, "busy") ||
	    !strcmp(facts->end, "clock")) {
		*why = print("timeout: %s", !strcmp(facts->end, "late") ? "in the lab's time"
					    : !strcmp(facts->end, "busy")
						    ? "of the lab's processor"
						    : "on the clock, with L1");
		return JUDGED_TIMEOUT;
	}
	if (!strncmp(facts->end, "lost ", 5))
		*why = print("it took L1 with it: %s%s%s", facts->end + 5,
			     facts->complaint ? ": " : "",
			     facts->complaint ? facts->complaint : "");
	else
		*why = print("%s: %s", facts->end, or_nothing(facts->last));
	return JUDGED_FAIL;
}

/* Takes one failure to the table. False: it is not there; else *row is one that has it. */
static bool is_known(struct deviations *deviations, const char *test, const char *fails,
		     struct deviation **row)
{
	struct deviation *found = deviations_find(deviations, test, fails);

	if (found)
		*row = found;
	return found != NULL;
}

/* Whether all that is wrong is in the table; if not, *first is what is not. */
static bool all_known(struct deviations *deviations, const struct facts *facts, const char *end,
		      struct deviation **row, const char **first)
{
	const char *others[] = { end, facts->complaint };
	bool all = facts->fail <= FACTS_FAILED;

	*first = NULL;
	for (size_t i = 0; i < facts->failed_count + 2; i++) {
		const char *fails = i < 2 ? others[i] : facts->failed[i - 2];

		if (!fails || is_known(deviations, facts->test, fails, row))
			continue;
		all = false;
		if (!*first)
			*first = fails;
	}
	return all;
}

static char *describe(const struct facts *facts, const char *first)
{
	unsigned int more = facts->fail > 1 ? facts->fail - 1 : 0;
	const char *text = first ? first : facts->failed_count ? facts->failed[0] : "fails";

	if (more)
		return print("%s (%u parts fail)", text, facts->fail);
	return print("%s", text);
}

enum judgement suite_judge(enum suite_kind kind, const struct suite_test *test,
			   const struct facts *facts, struct deviations *deviations, char **why)
{
	struct deviation *row = NULL;
	enum judgement judgement;
	const char *first;
	char *end = NULL;

	*why = NULL;
	if (test->not_run || !facts) {
		*why = test->not_run ? print("%s", test->not_run) : NULL;
		return test->not_run ? JUDGED_NOT_RUN : JUDGED_MISSING;
	}
	judgement = by_end(kind, facts, &end);
	if (judgement != JUDGED_NOT_RUN)
		deviations_met(deviations, test->name);
	if (facts->complaints && judgement != JUDGED_TIMEOUT)
		judgement = JUDGED_FAIL;
	if (judgement != JUDGED_FAIL && judgement != JUDGED_TIMEOUT) {
		*why = end;
		return judgement;
	}
	if (all_known(deviations, facts, end, &row, &first) && row) {
		*why = print("known, of %s: %s", row->who, row->why);
		judgement = JUDGED_KNOWN;
	} else {
		*why = describe(facts, first);
	}
	free(end);
	return judgement;
}
