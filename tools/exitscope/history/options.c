// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "options.h"

enum {
	KEY_TODO = 256,
	KEY_RETRY,
	KEY_ADD,
	KEY_FAILED,
	KEY_STEPS,
	KEY_EXPLAINED,
	KEY_KERNEL,
	KEY_AGAINST,
	KEY_PACKAGE,
	KEY_SUITE,
	KEY_BANNER,
	KEY_GUEST,
	KEY_VMM,
};

static const struct argp_option option_list[] = {
	{ "output", 'o', "FILE", 0,
	  "Write the page there (- is standard output); without it the steps are printed", 0 },
	{ 0, 0, 0, 0, "What 'make history' does, a part at a time:", 1 },
	{ "todo", KEY_TODO, "LIST", 0,
	  "Print the kernels of LIST, with lab and configurations, that are missing", 1 },
	{ "retry", KEY_RETRY, NULL, 0, "With --todo: those too that failed", 1 },
	{ "add", KEY_ADD, NULL, 0,
	  "Take the kernel's line from LOG...; other configurations of it stay if guest and emulator are the same",
	  1 },
	{ "failed", KEY_FAILED, "WHY", 0, "The kernel's line says that it could not be measured",
	  1 },
	{ "steps", KEY_STEPS, NULL, 0,
	  "Print the steps that are not explained, LAB CONFIG BEFORE NOW PACKAGE ROWS", 1 },
	{ "explained", KEY_EXPLAINED, NULL, 0,
	  "Take the step's explanation from two files of explain --format json: of --against, of --kernel",
	  1 },
	{ 0, 0, 0, 0, "Whose line:", 2 },
	{ "lab", 'l', "LAB", 0, "svm or vmx", 2 },
	{ "config", 'c', "NAME", 0, "The step's configuration", 2 },
	{ "kernel", KEY_KERNEL, "NAME", 0, "The kernel, as tools/history/images names it", 2 },
	{ "against", KEY_AGAINST, "NAME", 0, "The step's kernel before", 2 },
	{ "package", KEY_PACKAGE, "VERSION", 0, "Debian's version of it", 2 },
	{ "suite", KEY_SUITE, "NAME", 0, "Where it was found", 2 },
	{ "banner", KEY_BANNER, "TEXT", 0, "Its own words, 'Linux version ...': compiler and day",
	  2 },
	{ "guest", KEY_GUEST, "DIGEST", 0, "Of the guest's image", 2 },
	{ "vmm", KEY_VMM, "TEXT", 0, "What ran the guest in L1, with its version", 2 },
	{ 0 },
};

static void set_action(struct options *options, enum action action, struct argp_state *state)
{
	if (options->action)
		argp_error(state, "only one of --todo, --add, --failed, --steps and --explained");
	options->action = action;
}

/* What an action cannot do without. */
static void check(const struct options *options, struct argp_state *state)
{
	const struct subject *subject = &options->subject;
	bool line = options->action == ACTION_ADD || options->action == ACTION_FAILED ||
		    options->action == ACTION_EXPLAINED;

	if (!options->file)
		argp_error(state, "which history? It is in tools/history/history.jsonl");
	if (line && (!*subject->lab || !*subject->kernel || !*subject->package))
		argp_error(state,
			   "--lab, --kernel and --package say whose line it is; one is missing");
	if (line && strcmp(subject->lab, "svm") && strcmp(subject->lab, "vmx"))
		argp_error(state, "no lab '%s': svm or vmx", subject->lab);
	if (options->action == ACTION_ADD && !options->files.count)
		argp_error(state, "--add: which logs?");
	if (options->action == ACTION_EXPLAINED &&
	    (options->files.count != 2 || !options->config || !options->against))
		argp_error(state, "--explained wants --config, --against and two files");
	if (options->files.count && options->action != ACTION_ADD &&
	    options->action != ACTION_EXPLAINED)
		argp_error(state, "too many files: one history");
	if (options->output && options->action)
		argp_error(state, "-o is for the page alone");
}

static error_t parse_subject(int key, char *argument, struct options *options)
{
	switch (key) {
	case 'l':
		options->subject.lab = argument;
		return 0;
	case 'c':
		options->config = argument;
		return 0;
	case KEY_KERNEL:
		options->subject.kernel = argument;
		return 0;
	case KEY_AGAINST:
		options->against = argument;
		return 0;
	case KEY_PACKAGE:
		options->subject.package = argument;
		return 0;
	case KEY_SUITE:
		options->subject.suite = argument;
		return 0;
	case KEY_BANNER:
		options->subject.banner = argument;
		return 0;
	case KEY_GUEST:
		options->subject.guest = argument;
		return 0;
	case KEY_VMM:
		options->subject.vmm = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'o':
		options->output = argument;
		return 0;
	case KEY_TODO:
		set_action(options, ACTION_TODO, state);
		options->list = argument;
		return 0;
	case KEY_RETRY:
		options->retry = true;
		return 0;
	case KEY_ADD:
		set_action(options, ACTION_ADD, state);
		return 0;
	case KEY_FAILED:
		set_action(options, ACTION_FAILED, state);
		options->why = argument;
		return 0;
	case KEY_STEPS:
		set_action(options, ACTION_STEPS, state);
		return 0;
	case KEY_EXPLAINED:
		set_action(options, ACTION_EXPLAINED, state);
		return 0;
	case ARGP_KEY_ARG:
		if (options->file)
			paths_add(&options->files, argument);
		else
			options->file = argument;
		return 0;
	case ARGP_KEY_END:
		check(options, state);
		return 0;
	default:
		return parse_subject(key, argument, options);
	}
}

const struct argp history_argp = {
	.options = option_list,
	.parser = parse,
	.args_doc = "HISTORY [LOG...]",
	.doc = "Shows what exits cost over Debian's kernels: what has changed from one to the next, by how much, and "
	       "in which functions; with -o as a page that needs no other file and no network. 'make history' measures "
	       "the kernels that are missing."
	       "\v"
	       "Status 0: done. 2: wrong usage. 3: a file that cannot be read or written, or is no history.",
};
