// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "shared/memory.h"
#include "verdict.h"

static const char *or_nothing(const char *text)
{
	return text ? text : "its log is empty";
}

/* Why it did not end as a pass does, to be freed; NULL: it did. */
static char *bad_end(const struct part *part, const struct ending *ending, const char *says)
{
	int status = ending->status;

	if (ending->kind == ENDED_NEVER_BEGAN)
		return print("cannot be begun: %s", strerror(status));
	if (ending->kind == ENDED_UNWRITTEN)
		return print("its log cannot be written: %s", strerror(status));
	if (ending->kind == ENDED_LATE)
		return print("ended at its limit of %g s: %s", part->limit, or_nothing(says));
	if (WIFSIGNALED(status))
		return print("ended by signal %d: %s", WTERMSIG(status), or_nothing(says));
	if (status)
		return print("status %d: %s", WEXITSTATUS(status), or_nothing(says));
	if (ending->left)
		return print("has left processes that cannot be killed");
	return NULL;
}

void verdict_of(struct result *result, const struct part *part, const struct ending *ending,
		const struct tally *tally)
{
	const char *says = tally->failing ? tally->failing : tally->last;

	result->counted = tally->counted;
	result->passed = tally->passed;
	result->failed = tally->failed;
	result->skipped = tally->skipped;
	result->verdict = VERDICT_NONE;
	if (ending->kind == ENDED_INTERRUPTED)
		return;
	result->why = bad_end(part, ending, says);
	result->verdict = VERDICT_FAIL;
	if (result->why)
		return;
	if (tally->failed)
		result->why = print("status 0, but a result failed: %s", or_nothing(says));
	else if (part->proof && !tally->proven)
		result->why = print("status 0, but its log does not say '%s'", part->proof);
	else if (!part->proof && !tally->counted)
		result->why = print("status 0, but no result is in its log: %s", or_nothing(says));
	else if (!part->proof && !tally->passed) {
		result->verdict = VERDICT_SKIP;
		result->why = print("%s", tally->skipping ? tally->skipping : or_nothing(says));
	} else {
		result->verdict = VERDICT_PASS;
	}
}
