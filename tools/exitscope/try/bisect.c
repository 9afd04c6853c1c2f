// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bisect.h"
#include "check/judge.h"
#include "compare/diff.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/reason_names.h"
#include "log/verdict.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "try_boots.h"
#include "try_kernel.h"

/* What is known of the commit. What is wrong with one log does not make good what is wrong with another. */
struct trial {
	const struct try_options *options;
	struct judgement judgement;
	unsigned int incomplete;
	bool stop; /* said why */
};

/* The rows that the user's words for the guest name: the globs of its last run=, to be freed; NULL: all. */
static char *rows_of(const char *append)
{
	char *copy = print("%s", append ? append : ""), *rest = copy, *word, *rows = NULL;

	while ((word = strsep(&rest, " "))) {
		if (strncmp(word, "run=", 4))
			continue;
		free(rows);
		rows = print("%s", word + 4);
	}
	free(copy);
	return rows;
}

/* What is not asserted need not be run; to be freed, and NULL if nothing is to be added. */
static char *narrow(const struct try_options *options)
{
	char *named = rows_of(options->append), *words = NULL;

	if (!named && !options->against.count)
		for (size_t i = 0; i < options->expect_count; i++)
			for (size_t j = 0; j < options->expects[i].count; j++) {
				char *more =
					print("%s%s", words ? words : "run=", words ? "," : "");

				free(words);
				words = print("%s%s", more, options->expects[i].expect[j].workload);
				free(more);
			}
	if (words && options->append) {
		char *more = print("%s %s", options->append, words);

		free(words);
		words = more;
	}
	free(named);
	return words;
}

/* A reason of the other vendor's counts 0 for ever: every commit would be as bad. */
static bool reasons_known(const struct expects *expects, const struct log *log)
{
	for (size_t i = 0; i < expects->count; i++) {
		const struct expect *expect = &expects->expect[i];

		if (!expect->reason_name || !expect_applies(expect, &log->host) ||
		    reason_known(log->host.numbering, expect->reason_name))
			continue;
		error("the %s numbering has no reason '%s': choose a --lab, or say `when'",
		      log->host.numbering, expect->reason_name);
		return false;
	}
	return true;
}

/* What no commit of this bisection can violate would skip or pass them all. */
static bool can_be_asserted(const struct judgement *judgement, const struct log *log)
{
	if (judgement->waits)
		error("an expectation is about the round trip of a row that waits for a point in time, "
		      "which is no cost: expect exits");
	else if (judgement->uncounted && log->host.by_host)
		error("an expectation is about cycles handled, away or in transition: where the host "
		      "counts there are none");
	else
		return true;
	return false;
}

static void judge_log(struct trial *trial, const struct log *log, const char *path)
{
	static const struct expects none;
	const struct try_options *options = trial->options;

	for (size_t i = 0; i < options->expect_count; i++) {
		if (reasons_known(&options->expects[i], log))
			judge(&options->expects[i], log, NULL, path, &trial->judgement, stdout);
		else
			trial->stop = true;
	}
	if (!can_be_asserted(&trial->judgement, log))
		trial->stop = true;
	/* Without an expectation the guest's own say what is bad. */
	if (!options->expect_count && !options->against.count) {
		judge(&none, log, NULL, path, &trial->judgement, stdout);
		for (size_t i = 0; i < log->result_count; i++)
			trial->judgement.held += log->results[i].line == OUTCOME_PASS;
	}
}

static void read_log(struct trial *trial, const char *path)
{
	struct log log = { 0 };
	enum status status;
	char *why = NULL;

	if (!log_open(&log, path)) {
		trial->stop = true;
		return;
	}
	status = log_verdict(&log, &why);
	if (status == STATUS_INCOMPLETE)
		trial->incomplete++;
	else if (status > STATUS_FAIL && status != STATUS_SKIP)
		trial->stop = true;
	else
		judge_log(trial, &log, path);
	if (status > STATUS_FAIL)
		error("%s: %s: %s", path, status_name(status), why);
	free(why);
	log_free(&log);
}

static void compare_logs(struct trial *trial, const struct paths *logs)
{
	const struct try_options *options = trial->options;
	const struct paths sides[2] = { options->against, *logs };
	char *rows = rows_of(options->append);
	const struct diff_options diff = { .alpha = DIFF_ALPHA,
					   .threshold = options->threshold,
					   .same_places = true,
					   .rows = rows };
	enum status status;

	if (trial->incomplete)
		return;
	status = diff_logs(sides, &diff);
	if (status > STATUS_FAIL)
		trial->stop = true;
	else if (status == STATUS_FAIL)
		trial->judgement.violated++;
	else
		trial->judgement.held++;
	free(rows);
}

static enum bisect conclude(const struct trial *trial, const char *called)
{
	const struct judgement *judgement = &trial->judgement;

	if (trial->stop)
		return BISECT_STOP;
	if (judgement->violated) {
		printf("bad: %s\n", called);
		return BISECT_BAD;
	}
	if (trial->incomplete)
		printf("skipped, a run is incomplete: %s\n", called);
	else if (!judgement->held)
		printf("skipped, nothing is asserted of it: %s\n", called);
	else
		printf("good: %s\n", called);
	return trial->incomplete || !judgement->held ? BISECT_SKIP : BISECT_GOOD;
}

static enum bisect stop(enum status status)
{
	return status >= STATUS_SIGNAL ? (enum bisect)status : BISECT_STOP;
}

static enum bisect judge_kernel(const struct try_options *options, const struct try_boots *boots,
				const struct try_kernel *kernel)
{
	struct trial trial = { .options = options };
	struct paths logs = { 0 };
	enum status status = try_boots_run(boots, options, kernel, &logs);
	enum bisect verdict;

	if (status == STATUS_NO_KERNEL) {
		printf("skipped, it does not boot: %s\n", kernel->called);
		verdict = BISECT_SKIP;
	} else if (status > STATUS_FAIL && status != STATUS_SKIP && status != STATUS_INCOMPLETE) {
		verdict = stop(status);
	} else {
		for (size_t i = 0; i < logs.count; i++)
			read_log(&trial, logs.path[i]);
		if (options->against.count && !trial.stop)
			compare_logs(&trial, &logs);
		verdict = conclude(&trial, kernel->called);
	}
	paths_free(&logs);
	return verdict;
}

enum bisect bisect(struct try_options *options)
{
	char *append = narrow(options);
	struct try_boots boots;
	struct try_kernel kernel = { 0 };
	enum bisect verdict;
	enum status status;

	if (append)
		options->append = append;
	if (try_boots_choose(&boots, options, &status))
		status = try_kernel_build(&kernel, options->tree ? options->tree : ".", NULL);
	if (status == STATUS_PASS) {
		verdict = judge_kernel(options, &boots, &kernel);
	} else if (status == STATUS_NO_KERNEL) {
		printf("skipped, it does not build: %s\n", kernel.called);
		verdict = BISECT_SKIP;
	} else {
		verdict = stop(status);
	}
	try_kernel_free(&kernel);
	try_boots_free(&boots);
	free(append);
	return verdict;
}
