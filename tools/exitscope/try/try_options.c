// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/status.h"
#include "base/value.h"
#include "shared/memory.h"
#include "try_options.h"

enum {
	KEY_APPEND = 256,
	KEY_KVM_ARGS,
	KEY_LOG_DIR,
	KEY_IMAGE,
	KEY_TIMEOUT,
	KEY_BISECT,
	KEY_AGAINST,
	KEY_EXPLAIN,
};

/* A boot of each kernel for them costs about as much as one for all rows. */
#define DEFAULT_EXPLAIN 8

static const struct argp_option option_list[] = {
	{ "lab", 'l', "LAB", 0, "svm or vmx alone; default: both", 0 },
	{ "config", 'c', "NAME[,NAME]", 0,
	  "Configurations of tools/lab/configs; default: npt1,npt0 and ept1,ept0, two-dimensional "
	  "and shadow paging of both labs",
	  0 },
	{ "append", KEY_APPEND, "WORDS", 0,
	  "The guest's command line, behind `ops=100 settle=1500'; run=GLOB,... names rows", 0 },
	{ "kvm-args", KEY_KVM_ARGS, "\"NAME=VALUE ...\"", 0,
	  "Module parameters, over the configuration's own", 0 },
	{ "image", KEY_IMAGE, "FILE", 0, "The guest; default: build/exitscope.elf", 0 },
	{ "log-dir", KEY_LOG_DIR, "DIR", 0,
	  "Where logs go, in a folder a kernel; default: build/logs", 0 },
	{ "timeout", KEY_TIMEOUT, "S", 0, "Seconds for each boot and for each configuration", 0 },
	{ "all", 'a', NULL, 0, "Equal rows too", 1 },
	{ "threshold", 't', "PERCENT", 0,
	  "A median cost that rises by more is a regression (default: 0, every real rise)", 1 },
	{ "explain", KEY_EXPLAIN, "N", 0,
	  "Of each configuration the N rows whose round trips changed most name the functions that did it, by one "
	  "more boot of each kernel (default: 8; 0: none)",
	  1 },
	{ "bisect", KEY_BISECT, NULL, 0,
	  "For git bisect run: judge what is checked out. Status 0: good, 1: bad, 125: it does not "
	  "build or boot, or cannot be judged; 128 and more stop the bisection",
	  2 },
	{ "expect", 'e', "LINE|FILE", 0,
	  "Bad is what violates this expectation, or one of that file, as in check; may be given "
	  "more than once. Only the rows that are named are run",
	  2 },
	{ "against", KEY_AGAINST, "LOG|DIR", 0,
	  "Bad is what diff calls a regression against this log, or those of that folder", 2 },
	{ 0 },
};

/* A commit is run, not traced: such a line would hold of every one. */
static void refuse_traced(const struct expects *expects, struct argp_state *state)
{
	for (size_t i = 0; i < expects->count; i++)
		if (expect_is_traced(&expects->expect[i]))
			argp_error(
				state,
				"%s:%u: '%s %s' is about a function, and nothing is traced here: "
				"see `exitscope explain --against'",
				expects->path, expects->expect[i].line, expects->expect[i].workload,
				expects->expect[i].text);
}

/* A line has a space in it, and no file is called so. */
static void add_expect(struct try_options *options, const char *text, struct argp_state *state)
{
	struct expects *expects;

	options->expects =
		grow(options->expects, (options->expect_count + 1) * sizeof(*options->expects));
	expects = &options->expects[options->expect_count++];
	memset(expects, 0, sizeof(*expects));
	if (access(text, F_OK) && strpbrk(text, " \t")) {
		expects->path = print("--expect");
		expects_line(expects, 1, text, false);
		if (!expects->errors && !expects->count)
			argp_error(state, "--expect: no expectation in '%s'", text);
		if (expects->errors)
			exit(argp_err_exit_status);
	} else if (!expects_read(expects, text)) {
		exit(expects->errors ? STATUS_USAGE : STATUS_CANNOT_RUN);
	}
	refuse_traced(expects, state);
}

static void check(struct try_options *options, struct argp_state *state)
{
	if (!options->bisect && (options->expect_count || options->against.count))
		argp_error(state, "--expect and --against are for --bisect");
	if (options->bisect && options->range)
		argp_error(state, "--bisect takes what is checked out, not '%s'", options->range);
	if (options->bisect && options->all)
		argp_error(state, "--all is not for --bisect");
	if (options->bisect && options->explain >= 0)
		argp_error(state, "--explain is not for --bisect");
	if (options->explain < 0)
		options->explain = DEFAULT_EXPLAIN;
	if (options->threshold && options->bisect && !options->against.count)
		argp_error(state, "--threshold goes with --against");
	if (options->lab && strcmp(options->lab, "svm") && strcmp(options->lab, "vmx"))
		argp_error(state, "no lab '%s' for this; there are svm and vmx", options->lab);
	if (options->range && strstr(options->range, "..."))
		argp_error(state, "'%s': two dots, A..B", options->range);
}

static bool take_word(struct try_options *options, int key, char *word)
{
	switch (key) {
	case 'l':
		options->lab = word;
		return true;
	case 'c':
		options->config = word;
		return true;
	case KEY_APPEND:
		options->append = word;
		return true;
	case KEY_KVM_ARGS:
		options->kvm_args = word;
		return true;
	case KEY_IMAGE:
		options->image = word;
		return true;
	case KEY_LOG_DIR:
		options->log_dir = word;
		return true;
	case KEY_TIMEOUT:
		options->timeout = word;
		return true;
	}
	return false;
}

static void take_place(struct try_options *options, const char *word, struct argp_state *state)
{
	if (!options->tree)
		options->tree = word;
	else if (!options->range)
		options->range = word;
	else
		argp_error(state, "'%s' is too much: TREE A..B", word);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct try_options *options = state->input;

	switch (key) {
	case 'a':
		options->all = true;
		return 0;
	case 't':
		options->threshold = value_number(argument, "--threshold", 0, 1e6, state);
		return 0;
	case KEY_BISECT:
		options->bisect = true;
		return 0;
	case 'e':
		add_expect(options, argument, state);
		return 0;
	case KEY_EXPLAIN:
		options->explain = value_number(argument, "--explain", 0, 1000, state);
		return 0;
	case KEY_AGAINST:
		if (!paths_expand(&options->against, argument))
			exit(STATUS_CANNOT_RUN);
		return 0;
	case ARGP_KEY_ARG:
		take_place(options, argument, state);
		return 0;
	case ARGP_KEY_END:
		if (!options->tree && !options->bisect)
			argp_error(state, "which tree?");
		check(options, state);
		return 0;
	default:
		return take_word(options, key, argument) ? 0 : ARGP_ERR_UNKNOWN;
	}
}

void try_options_parse(struct try_options *options, int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "TREE [A..B]\n--bisect [TREE]",
		.doc = "Builds the kernels of two commits of a git tree, runs the guest on the KVM of "
		       "each in both labs, with two-dimensional and with shadow paging, and prints what "
		       "differs, as diff does: exits per operation, and costs. A alone, or nothing: "
		       "that commit, or HEAD, against what is checked out, changes included. The tree is "
		       "not touched. Building takes minutes the first time, then what changed."
		       "\v"
		       "Status: that of diff; 6 where a commit does not build or boot.",
	};

	*options = (struct try_options){ .explain = -1 };
	argp_parse(&argp, argc, argv, 0, NULL, options);
}

void try_options_free(struct try_options *options)
{
	for (size_t i = 0; i < options->expect_count; i++)
		expects_free(&options->expects[i]);
	free(options->expects);
	paths_free(&options->against);
}
