// SPDX-License-Identifier: GPL-2.0-only
/* exitscope try TREE A..B: two commits compared. exitscope try --bisect: one judged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bisect.h"
#include "child.h"
#include "compare/diff.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "try.h"
#include "try_boots.h"
#include "try_explain.h"
#include "try_kernel.h"
#include "try_options.h"

/* A side of the comparison. */
struct try_side {
	char *commit; /* NULL: what is checked out */
	struct try_kernel kernel;
	struct paths logs;
};

/* `A..B', and HEAD where one of them is empty; `A' and nothing are for what is checked out. */
static void divide(struct try_side sides[2], const char *range)
{
	const char *text = range ? range : "", *dots = strstr(text, "..");
	int length = dots ? (int)(dots - text) : (int)strlen(text);

	sides[0].commit = length ? print("%.*s", length, text) : print("HEAD");
	if (dots)
		sides[1].commit = print("%s", dots[2] ? dots + 2 : "HEAD");
}

static enum status build(struct try_side *side, char letter, const char *tree)
{
	enum status status = try_kernel_build(&side->kernel, tree, side->commit);

	if (status == STATUS_PASS)
		printf("%c: %s (%s)\n", letter, side->kernel.called, side->kernel.name);
	else if (status == STATUS_NO_KERNEL)
		error("%c does not build: %s", letter, side->kernel.called);
	fflush(stdout);
	return status;
}

/* A side whose log is incomplete is named by diff, with the log. */
static enum status run(struct try_side *side, char letter, const struct try_boots *boots,
		       const struct try_options *options)
{
	enum status status = try_boots_run(boots, options, &side->kernel, &side->logs);

	if (status == STATUS_NO_KERNEL)
		error("%c does not boot: %s", letter, side->kernel.called);
	return status <= STATUS_FAIL || status == STATUS_INCOMPLETE ? STATUS_PASS : status;
}

static enum status compare_sides(struct try_side sides[2], const struct try_boots *boots,
				 const struct try_options *options)
{
	struct try_explain explain = { options, boots, { &sides[0].kernel, &sides[1].kernel } };
	const struct diff_options diff = { .alpha = DIFF_ALPHA,
					   .threshold = options->threshold,
					   .all = options->all,
					   .same_places = true,
					   .trace = try_explain,
					   .data = &explain };
	enum status status = STATUS_PASS;

	for (int i = 0; status == STATUS_PASS && i < 2; i++)
		status = build(&sides[i], "AB"[i], options -> tree);
	if (status == STATUS_PASS && !strcmp(sides[0].kernel.name, sides[1].kernel.name)) {
		printf("A and B are the same source\n");
		return STATUS_PASS;
	}
	for (int i = 0; status == STATUS_PASS && i < 2; i++)
		status = run(&sides[i], "AB"[i], boots, options);
	if (status == STATUS_PASS) {
		const struct paths logs[2] = { sides[0].logs, sides[1].logs };

		status = diff_logs(logs, &diff);
	}
	return status;
}

static enum status try_range(const struct try_options *options)
{
	struct try_side sides[2] = { 0 };
	struct try_boots boots;
	enum status status;

	divide(sides, options->range);
	if (try_boots_choose(&boots, options, &status))
		status = compare_sides(sides, &boots, options);
	try_boots_free(&boots);
	for (int i = 0; i < 2; i++) {
		free(sides[i].commit);
		try_kernel_free(&sides[i].kernel);
		paths_free(&sides[i].logs);
	}
	return status;
}

struct words {
	int count;
	char **word;
};

static int try_words(void *data)
{
	const struct words *words = data;
	struct try_options options;
	int status;

	try_options_parse(&options, words->count, words->word);
	if (!try_kernel_possible())
		status = STATUS_CANNOT_RUN;
	else
		status = options.bisect ? (int)bisect(&options) : (int)try_range(&options);
	try_options_free(&options);
	return status;
}

/* As getopt has it: an option may be cut short. */
static bool bisection(const struct words *words)
{
	for (int i = 1; i < words->count; i++)
		if (!strncmp(words->word[i], "--b", 3))
			return true;
	return false;
}

int command_try(int argc, char **argv)
{
	struct words words = { argc, argv };
	int status;

	if (!bisection(&words))
		return try_words(&words);
	/* To git most statuses of ours are bad commits: wrong usage, memory that ran out. */
	status = child_run(try_words, &words, 1);
	if (status != BISECT_GOOD && status != BISECT_BAD && status < BISECT_SKIP)
		status = BISECT_STOP;
	return status;
}
