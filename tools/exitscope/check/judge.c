// SPDX-License-Identifier: GPL-2.0-only
/* Holds a log against expectations: each of them holds, is violated, or is not for this host. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/glob.h"
#include "expect.h"
#include "hotpath.h"
#include "judge.h"
#include "log/log.h"
#include "log/log_value.h"
#include "log/reason_names.h"

/* One expectation held against one log. */
struct trial {
	const struct expects *expects;
	const struct expect *expect;
	const struct log *log;
	const struct parts *parts;
	const char *name;
	struct judgement *judgement;
	FILE *to;
};

static int order(struct ratio a, struct ratio b)
{
	__int128 left = (__int128)a.over * b.under, right = (__int128)b.over * a.under;

	return left < right ? -1 : left > right;
}

bool range_holds(const struct range *range, struct ratio value)
{
	if (range->low && order(value, range->least) < range->above_low)
		return false;
	return !range->high || order(value, range->most) <= -(int)range->below_high;
}

static bool condition_holds(const struct condition *condition, const struct log_host *host)
{
	switch (condition->kind) {
	case WHEN_NUMBERING:
		return host->seen && !strcmp(host->numbering, condition->word);
	case WHEN_APIC:
		return host->seen && !strcmp(host->apic, condition->word);
	case WHEN_COUNTERS:
		return host->counters;
	case WHEN_FLAG:
		return host->flags >> condition->bit & 1;
	case WHEN_VCPUS:
		return range_holds(&condition->range, (struct ratio){ host->vcpus, 1 });
	}
	return false;
}

bool expect_applies(const struct expect *expect, const struct log_host *host)
{
	for (size_t i = 0; i < expect->condition_count; i++) {
		const struct condition *condition = &expect->conditions[i];

		if (condition_holds(condition, host) == condition->negated)
			return false;
	}
	return true;
}

__attribute__((format(printf, 3, 4))) static void
violation(const struct trial *trial, const struct log_result *result, const char *format, ...)
{
	va_list arguments;

	trial->judgement->violated++;
	fprintf(trial->to, "%s:%u: ", trial->expects->path, trial->expect->line);
	if (result)
		fprintf(trial->to, "%s:%u: %s: ", trial->name, result->at, result->name);
	else
		fprintf(trial->to, "%s: %s: ", trial->name, trial->expect->workload);
	fprintf(trial->to, "expected %s, found ", trial->expect->text);
	va_start(arguments, format);
	vfprintf(trial->to, format, arguments);
	va_end(arguments);
	fputc('\n', trial->to);
}

static bool names(const struct expect *expect, const struct log_exit *exit)
{
	if (expect->reason_name)
		return !strcasecmp(expect->reason_name, exit->name);
	return expect->reason == exit->reason;
}

/* Whether a line says something of just this reason in this row. */
static bool named_elsewhere(const struct trial *trial, const struct log_result *result,
			    const struct log_exit *exit)
{
	for (size_t i = 0; i < trial->expects->count; i++) {
		const struct expect *other = &trial->expects->expect[i];

		if (other->claim == CLAIM_EXITS && other->reason_kind == REASON_ONE &&
		    names(other, exit) && glob_match(other->workload, result->name) &&
		    expect_applies(other, &trial->log->host))
			return true;
	}
	return false;
}

static bool meant(const struct trial *trial, const struct log_result *result,
		  const struct log_exit *exit)
{
	switch (trial->expect->reason_kind) {
	case REASON_ONE:
		return names(trial->expect, exit);
	case REASON_ANY:
		return !exit->background;
	case REASON_OTHER:
		return !exit->background && !named_elsewhere(trial, result, exit);
	}
	return false;
}

static int64_t clipped(uint64_t value)
{
	return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

/* Three decimals are more than the guest prints. */
static struct ratio of_cycles(double cycles)
{
	if (cycles > 1e15)
		cycles = 1e15;
	if (cycles < -1e15)
		cycles = -1e15;
	return (struct ratio){ cycles * 1000 + (cycles < 0 ? -0.5 : 0.5), 1000 };
}

static struct ratio quantile(const struct log_result *result, enum quantile quantile)
{
	switch (quantile) {
	case QUANTILE_MIN:
		return of_cycles(result->min);
	case QUANTILE_MEDIAN:
		return of_cycles(result->median);
	case QUANTILE_P99:
		return of_cycles(result->p99);
	case QUANTILE_MAX:
		return of_cycles(result->max);
	default:
		return of_cycles(result->mean);
	}
}

/* Sums of the exits that the line means. False: no such exit to divide by. */
static bool exits_figure(const struct trial *trial, const struct log_result *result,
			 struct ratio *figure)
{
	uint64_t count = 0, cycles = 0;
	enum claim claim = trial->expect->claim;

	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];

		if (!meant(trial, result, exit))
			continue;
		count += exit->count;
		cycles += claim == CLAIM_HANDLED ? exit->handled : exit->away;
	}
	figure->over = clipped(claim == CLAIM_EXITS ? count : cycles);
	figure->under = 1;
	if (trial->expect->unit == UNIT_OP)
		figure->under = result->ops;
	if (trial->expect->unit == UNIT_EXIT)
		figure->under = count;
	return figure->under > 0;
}

static void judge_figure(const struct trial *trial, const struct log_result *result,
			 struct ratio value)
{
	static const char *const units[] = { " per op", " per exit", " in total" };
	bool with_unit = trial->expect->claim == CLAIM_EXITS ||
			 trial->expect->claim == CLAIM_HANDLED ||
			 trial->expect->claim == CLAIM_AWAY;
	const char *unit = with_unit ? units[trial->expect->unit] : "";

	if (range_holds(&trial->expect->range, value))
		trial->judgement->held++;
	else if (value.over % (int64_t)value.under)
		violation(trial, result, "%.3f%s (%" PRId64 " in %" PRIu64 ")",
			  (double)value.over / value.under, unit, value.over, value.under);
	else
		violation(trial, result, "%" PRId64 "%s", value.over / (int64_t)value.under, unit);
}

static void judge_counted(const struct trial *trial, const struct log_result *result)
{
	struct ratio value;
	double cycles;

	if (trial->expect->claim == CLAIM_TRANSITION) {
		if (log_transition(trial->log, result, &cycles))
			judge_figure(trial, result, of_cycles(cycles));
		else
			violation(trial, result, "no round trip");
	} else if (exits_figure(trial, result, &value)) {
		judge_figure(trial, result, value);
	} else {
		violation(trial, result, "no such exit");
	}
}

/* False: nothing of the row was traced. */
static bool judge_traced(const struct trial *trial, const struct log_result *result)
{
	const struct expect *expect = trial->expect;
	struct hotpath path;

	if (!trial->parts || !hotpath_of(&path, trial->parts, result->name, expect->function,
					 expect->claim == CLAIM_NEVER))
		return false;
	if (expect->claim != CLAIM_NEVER)
		judge_figure(trial, result,
			     (struct ratio){
				     clipped(expect->claim == CLAIM_CALLS ? path.calls : path.own),
				     1 });
	else if (path.own)
		violation(trial, result, "%" PRIu64 " instructions there, the first in %s [%s]",
			  path.own, path.first->name, path.first->module);
	else
		trial->judgement->held++;
	return true;
}

static const char *verdict_word(enum outcome outcome)
{
	return outcome == OUTCOME_PASS ? "pass" : outcome == OUTCOME_FAIL ? "fail" : "skip";
}

/* Cycles are the counters' own: a host that counts in their place has none. */
static bool is_uncounted(const struct log_host *host, enum claim claim)
{
	if (claim == CLAIM_HANDLED || claim == CLAIM_AWAY || claim == CLAIM_TRANSITION)
		return !host->counters || host->by_host;
	return claim == CLAIM_EXITS && !host->counters;
}

/* False: the row has no such figure, and so is no match. */
static bool judge_row(const struct trial *trial, const struct log_result *result)
{
	const struct expect *expect = trial->expect;

	switch (expect->claim) {
	case CLAIM_VERDICT:
		if (result->line == expect->outcome)
			trial->judgement->held++;
		else
			violation(trial, result, "%s", verdict_word(result->line));
		return true;
	case CLAIM_EXITS:
	case CLAIM_HANDLED:
	case CLAIM_AWAY:
	case CLAIM_TRANSITION:
		if (!log_counted(trial->log, result) ||
		    is_uncounted(&trial->log->host, expect->claim))
			return false;
		judge_counted(trial, result);
		return true;
	case CLAIM_INSTRUCTIONS:
	case CLAIM_CALLS:
	case CLAIM_NEVER:
		return judge_traced(trial, result);
	case CLAIM_OPS:
		if (result->measured)
			judge_figure(trial, result, (struct ratio){ clipped(result->ops), 1 });
		return result->measured;
	case CLAIM_STEADY:
		if (result->round_trip && result->unsteady)
			violation(trial, result, "unsteady");
		trial->judgement->held += result->round_trip && !result->unsteady;
		return result->round_trip;
	case CLAIM_ROUND_TRIP:
		if (result->round_trip)
			judge_figure(trial, result, quantile(result, expect->quantile));
		return result->round_trip;
	}
	return false;
}

static void no_match(const struct trial *trial, const struct log_result *unmeasured)
{
	if (trial->expect->optional)
		trial->judgement->unmatched_optional++;
	else if (is_uncounted(&trial->log->host, trial->expect->claim))
		trial->judgement->uncounted++;
	else if (!trial->parts && expect_is_traced(trial->expect))
		trial->judgement->untraced++;
	else if (unmeasured)
		violation(trial, unmeasured, "no such figure: %s",
			  unmeasured->why		    ? unmeasured->why
			  : expect_is_traced(trial->expect) ? "nothing of the row was traced"
							    : "the row has no measurement");
	else
		violation(trial, NULL, "no workload of that name");
}

/* A name of the other numbering counts 0 for ever. */
static bool foreign(const struct trial *trial)
{
	const char *name = trial->expect->reason_name, *numbering = trial->log->host.numbering;

	if (!name || !trial->log->host.counters || reason_known(numbering, name))
		return false;
	violation(trial, NULL, "a host whose %s numbering has no such reason (say `when`)",
		  numbering);
	return true;
}

static void judge_line(const struct trial *trial)
{
	const struct log_result *unmeasured = NULL;
	bool matched = false, disturbed = false, waits = false;

	if (!expect_applies(trial->expect, &trial->log->host)) {
		trial->judgement->not_here++;
		return;
	}
	if (foreign(trial))
		return;
	for (size_t i = 0; i < trial->log->result_count; i++) {
		const struct log_result *result = &trial->log->results[i];

		if (!result->name || !glob_match(trial->expect->workload, result->name))
			continue;
		if (result->disturbed)
			disturbed = true;
		else if (result->waits && expect_is_cost(trial->expect))
			waits = true;
		else if (judge_row(trial, result))
			matched = true;
		else
			unmeasured = result;
	}
	if (!matched && disturbed)
		trial->judgement->disturbed++;
	else if (!matched && waits)
		trial->judgement->waits++;
	else if (!matched)
		no_match(trial, unmeasured);
}

/* Whether a line says that this row fails. */
static bool failure_expected(const struct expects *expects, const struct log *log,
			     const struct log_result *result)
{
	for (size_t i = 0; i < expects->count; i++) {
		const struct expect *expect = &expects->expect[i];

		if (expect->claim == CLAIM_VERDICT && expect->outcome == OUTCOME_FAIL &&
		    glob_match(expect->workload, result->name) &&
		    expect_applies(expect, &log->host))
			return true;
	}
	return false;
}

void judge(const struct expects *expects, const struct log *log, const struct parts *parts,
	   const char *name, struct judgement *judgement, FILE *to)
{
	for (size_t i = 0; i < expects->count; i++) {
		struct trial trial = {
			expects, &expects->expect[i], log, parts, name, judgement, to
		};

		judge_line(&trial);
	}
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		if (result->line != OUTCOME_FAIL || failure_expected(expects, log, result))
			continue;
		judgement->violated++;
		fprintf(to,
			"%s:%u: %s: expected pass, found fail, by the guest's own expectation%s%s\n",
			name, result->at, result->name, result->why ? ": " : "",
			result->why ? result->why : "");
	}
}
