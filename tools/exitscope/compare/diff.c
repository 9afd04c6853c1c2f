// SPDX-License-Identifier: GPL-2.0-only
/* exitscope diff A B: what a change of KVM costs. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/status.h"
#include "base/value.h"
#include "compare.h"
#include "compare_table.h"
#include "diff.h"
#include "log/paths.h"
#include "sets.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "traces.h"

struct arguments {
	struct paths sides[2];
	struct paths plain;   /* without --, as they come */
	struct paths further; /* behind -- */
	struct diff_options options;
};

enum { KEY_ALPHA = 256, KEY_EXACT, KEY_ROWS };

static const struct argp_option option_list[] = {
	{ "all", 'a', NULL, 0, "Equal rows too", 0 },
	{ "threshold", 't', "PERCENT", 0,
	  "A median cost that rises by more is a regression (default: 0, every real rise)", 0 },
	{ "alpha", KEY_ALPHA, "P", 0,
	  "The likelihood of any false alarm among all rank tests (default: 0.01)", 0 },
	{ "exact", KEY_EXACT, NULL, 0,
	  "Costs repeat to the digit, as they do in the labs svm and vmx: no test where they do",
	  0 },
	{ "rows", KEY_ROWS, "GLOB[,GLOB]", 0, "Only the rows of these workloads", 0 },
	{ 0 },
};

/* The name of a file or directory, or several with commas between. */
static bool expand_list(struct paths *paths, const char *list)
{
	char *copy, *rest, *name;
	bool good = true;

	if (!strchr(list, ',') || !access(list, F_OK))
		return paths_expand(paths, list);
	copy = rest = print("%s", list);
	while (good && (name = strsep(&rest, ",")))
		good = paths_expand(paths, name);
	free(copy);
	return good;
}

static void divide(struct arguments *arguments, struct argp_state *state)
{
	struct paths *plain = &arguments->plain, *further = &arguments->further;

	if (further->count && !plain->count)
		argp_error(state, "no log before --");
	if (!further->count && plain->count != 2)
		argp_error(state, "two logs, directories or lists with commas, or A... -- B...");
}

static bool expand(struct arguments *arguments)
{
	const struct paths *plain = &arguments->plain, *further = &arguments->further;
	bool good = true;

	for (size_t i = 0; good && i < plain->count; i++)
		good = expand_list(&arguments->sides[further->count ? SIDE_A : i], plain->path[i]);
	for (size_t i = 0; good && i < further->count; i++)
		good = expand_list(&arguments->sides[SIDE_B], further->path[i]);
	return good;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	bool behind;

	switch (key) {
	case 'a':
		arguments->options.all = true;
		return 0;
	case 't':
		arguments->options.threshold = value_number(argument, "--threshold", 0, 1e6, state);
		return 0;
	case KEY_ALPHA:
		arguments->options.alpha = value_number(argument, "--alpha", 0, 1, state);
		return 0;
	case KEY_EXACT:
		arguments->options.exact = true;
		return 0;
	case KEY_ROWS:
		arguments->options.rows = argument;
		return 0;
	case ARGP_KEY_ARG:
		behind = state->quoted && state->next > state->quoted;
		paths_add(behind ? &arguments->further : &arguments->plain, argument);
		return 0;
	case ARGP_KEY_END:
		divide(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Configurations of one side alone are told; that nothing is left to compare is an error. */
static enum status comparable(const struct sets *sets, bool same_places)
{
	size_t both = 0;

	for (size_t i = 0; i < sets->group_count; i++) {
		const struct group *group = &sets->groups[i];
		char *const *numbering = group->numbering;

		if (!group->runs[SIDE_A] || !group->runs[SIDE_B]) {
			printf("%s: only in %c\n", group->key, group->runs[SIDE_A] ? 'A' : 'B');
			continue;
		}
		if (*numbering[SIDE_A] && *numbering[SIDE_B] &&
		    strcmp(numbering[SIDE_A], numbering[SIDE_B])) {
			error("%s: A counts by %s reasons, B by %s: not comparable", group->key,
			      numbering[SIDE_A], numbering[SIDE_B]);
			return STATUS_USAGE;
		}
		if (same_places && !sets_same_places(group)) {
			error("%s: the logs' runs stood in other places of their boots, so costs do not "
			      "repeat to the digit: not comparable",
			      group->key);
			return STATUS_USAGE;
		}
		both++;
	}
	if (!both)
		error("A and B have no configuration in common");
	return both ? STATUS_PASS : STATUS_USAGE;
}

/* What cannot be explained was said; a regression is one all the same. */
static enum status print_comparison(const struct comparison *comparison, struct sets *sets,
				    const struct diff_options *options)
{
	enum status status = STATUS_PASS;

	if (options->trace)
		status = options->trace(comparison, sets, options->data);
	traces_lay(sets);
	comparison_print(comparison, options->all, stdout);
	return comparison->regressions && status < STATUS_SIGNAL ? STATUS_FAIL : status;
}

enum status diff_logs(const struct paths sides[2], const struct diff_options *options)
{
	struct sets sets = { .exact = true, .settled = true, .rows = options->rows };
	struct comparison comparison;
	enum status status = STATUS_PASS;

	for (int side = SIDE_A; side <= SIDE_B; side++)
		status = status_worse(status, sets_add(&sets, side, &sides[side]));
	sets.exact |= options->exact;
	sets_pair(&sets);
	if (status == STATUS_PASS)
		status = comparable(&sets, options->same_places);
	if (status == STATUS_PASS) {
		compare(&comparison, &sets, options->alpha, options->threshold);
		status = print_comparison(&comparison, &sets, options);
		comparison_free(&comparison);
	}
	sets_free(&sets);
	return status;
}

int command_diff(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "A B\nA... -- B...",
		.doc = "Compares two logs, or two sets of logs: exits per operation, exactly, and "
		       "median round trips, where a rank test (Mann-Whitney, corrected by Holm) "
		       "says which changes are real; ~ stands where none is shown. A and B are "
		       "logs, directories of logs, or lists of either with commas."
		       "\v"
		       "Status 1: a regression, which is an exit more, a median cost that rose by "
		       "more than the threshold, or a workload that passed and does not any more.",
	};
	struct arguments arguments = { .options.alpha = DIFF_ALPHA };
	enum status status;

	/* In order: otherwise all logs would come behind `--`. */
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &arguments);
	status = expand(&arguments) ? diff_logs(arguments.sides, &arguments.options)
				    : STATUS_CANNOT_RUN;
	for (int side = SIDE_A; side <= SIDE_B; side++)
		paths_free(&arguments.sides[side]);
	paths_free(&arguments.plain);
	paths_free(&arguments.further);
	return status;
}
