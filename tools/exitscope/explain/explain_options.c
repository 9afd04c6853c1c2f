// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <string.h>

#include "base/value.h"
#include "calls/formats.h"
#include "explain_options.h"

#define DEFAULT_OPS	  8
#define MOST_OPS	  1024
#define DEFAULT_THRESHOLD 1.0

enum {
	KEY_OPS = 1000,
	KEY_THRESHOLD,
	KEY_SUMMARY,
	KEY_LINES,
	KEY_TRACE,
	KEY_FROM,
	KEY_FORMAT,
	KEY_AGAINST,
};

static const struct argp_option option_list[] = {
	{ "ops", KEY_OPS, "N", 0, "Operations to trace of each workload, 1 to 1024; default: 8",
	  1 },
	{ "threshold", KEY_THRESHOLD, "PERCENT", 0,
	  "Sum up functions that take less of an operation, with all that they call; default: 1",
	  1 },
	{ "summary", KEY_SUMMARY, NULL, 0,
	  "One line a workload: sum, round trip, whether they are equal", 1 },
	{ "lines", KEY_LINES, NULL, 0,
	  "With source lines and inlined functions, of a kernel that was built with debug information",
	  1 },
	{ "trace", KEY_TRACE, "FILE", 0, "Where the trace goes; default: build/logs/explain.trace",
	  1 },
	{ "format", KEY_FORMAT, "FORMAT", 0,
	  "text (the default), json, folded, callgrind or html: the typical operation of each workload",
	  1 },
	{ "output", 'o', "FILE", 0, "Where that goes; default: standard output", 1 },
	{ "against", KEY_AGAINST, "BASE", 0,
	  "What each function has gained or lost: BASE is a trace that was kept, what --format json wrote, or a kernel "
	  "of the lab or a folder of KVM's modules, which is run first",
	  1 },
	{ "from", KEY_FROM, "FILE", 0, "Explain a trace that was kept: nothing is run", 1 },
	{ 0 },
};

static void check(const struct explain_options *asked, struct argp_state *state)
{
	const struct options *options = &asked->options;

	if (!asked->workload && !asked->from)
		argp_error(state, "which workload? (exitscope list)");
	if (asked->summary && !writing_is_plain(&asked->writing))
		argp_error(state, "either --summary, or --format and --against");
	if (asked->lines && (asked->summary || asked->writing.against))
		argp_error(state, "either --lines, or --summary and --against");
	if (asked->writing.output && writing_is_plain(&asked->writing))
		argp_error(state, "-o is where --format and --against write");
	if (options->lab == LAB_KVM)
		argp_error(state, "the kvm lab's processor is not emulated: --lab svm or vmx");
	if (options->payload)
		argp_error(state, "a payload has no workloads");
	if (options->repeat > 1)
		argp_error(state, "--repeat: a trace is of one run");
	if (options->config && (strchr(options->config, ',') || !strcmp(options->config, "all")))
		argp_error(state, "--config: a trace is of one configuration");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct explain_options *asked = state->input;

	switch (key) {
	case KEY_OPS:
		asked->ops = value_number(argument, "--ops", 1, MOST_OPS, state);
		break;
	case KEY_THRESHOLD:
		asked->threshold = value_number(argument, "--threshold", 0, 100, state);
		break;
	case KEY_SUMMARY:
		asked->summary = true;
		break;
	case KEY_LINES:
		asked->lines = true;
		break;
	case KEY_TRACE:
		asked->trace = argument;
		break;
	case KEY_FORMAT:
		asked->writing.format = strcmp(argument, "text") ? argument : NULL;
		if (asked->writing.format && !format_find(argument))
			argp_error(state,
				   "no format '%s'; there are: text, json, folded, callgrind, html",
				   argument);
		break;
	case KEY_AGAINST:
		asked->writing.against = argument;
		break;
	case 'o':
		asked->writing.output = argument;
		break;
	case KEY_FROM:
		asked->from = argument;
		break;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &asked->options;
		break;
	case ARGP_KEY_ARG:
		if (asked->workload)
			argp_error(state,
				   "more than one workload: names go in one word, with commas");
		if (strpbrk(argument, " \t\r\n"))
			argp_error(state, "no workload is called '%s'", argument);
		asked->workload = argument;
		break;
	case ARGP_KEY_END:
		check(asked, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

void explain_options_parse(struct explain_options *asked, int argc, char **argv)
{
	static const struct argp_child children[] = { { &options_argp, 0, "As for run:", 2 },
						      { 0 } };
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "WORKLOAD[,WORKLOAD...]",
		.doc = "Runs workloads in a lab, then some operations of each between two marks, and prints "
		       "where their instructions went: a call tree for each exit. Names may have * and ?."
		       "\v"
		       "Exit status:\n"
		       "  0  explained; each sum is its round trip\n"
		       "  1  a workload failed, or its sum is not its median round trip, though that is steady\n"
		       "  2  wrong usage, also of the guest: no such workload\n"
		       "  3  could not run: no lab, an emulator without plugins, a kernel without symbols, or with --lines\n"
		       "     without debug information, a trace that cannot be written or read\n"
		       "  4  no workload can run there\n"
		       "  5  the guest died, or the trace is not whole, or disagrees with the guest's clock\n",
		.children = children,
	};

	*asked = (struct explain_options){ .ops = DEFAULT_OPS, .threshold = DEFAULT_THRESHOLD };
	options_default(&asked->options);
	asked->options.words = true;
	argp_parse(&argp, argc, argv, 0, NULL, asked);
}
