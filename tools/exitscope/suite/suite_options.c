// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <string.h>

#include "base/value.h"
#include "shared/memory.h"
#include "suite_options.h"

#define DEFAULT_TIMEOUT 600
#define MEMORY		2048

enum {
	KEY_CONFIGS = 256,
	KEY_KVM_ARGS,
	KEY_KERNEL,
	KEY_STOCK,
	KEY_EMULATOR,
	KEY_L1_APPEND,
	KEY_L1_CPUS,
	KEY_L1_MEMORY,
	KEY_LOG_DIR,
	KEY_TIMEOUT,
	KEY_LIMIT,
	KEY_RESUME,
	KEY_AGAINST,
	KEY_DEVIATIONS,
	KEY_ALL,
	KEY_JUDGE,
};

static const struct argp_option option_list[] = {
	{ "lab", 'l', "LAB", 0, "svm (the default) or vmx", 0 },
	{ "config", 'c', "NAME[,NAME]", 0,
	  "Configurations of tools/lab/configs: their module parameters, processor and emulator; default: the "
	  "lab's first",
	  0 },
	{ "configs", KEY_CONFIGS, "FILE", 0,
	  "A list of configurations in place of tools/lab/configs", 0 },
	{ "kvm-args", KEY_KVM_ARGS, "\"NAME=VALUE ...\"", 0,
	  "Module parameters, over the configuration's own", 0 },
	{ "kernel", KEY_KERNEL, "NAME", 0,
	  "L1's kernel, a folder of build/lab; default: $EXITSCOPE_KERNEL, or " DEFAULT_KERNEL, 0 },
	{ "stock", KEY_STOCK, NULL, 0, "The distribution's own KVM, in place of the patched one",
	  0 },
	{ "emulator", KEY_EMULATOR, "PROGRAM", 0, "Another QEMU (svm lab) or Bochs (vmx lab)", 0 },
	{ "l1-append", KEY_L1_APPEND, "WORDS", 0, "More for the command line of L1's kernel", 0 },
	{ "l1-cpus", KEY_L1_CPUS, "N", 0, "L1's processors (svm lab only)", 0 },
	{ "l1-memory", KEY_L1_MEMORY, "MIB", 0, "L1's memory; default: 2048", 0 },
	{ "log-dir", KEY_LOG_DIR, "DIR", 0, "Where results go; default: build/suite/<suite>", 0 },
	{ "limit", KEY_LIMIT, "N", 0,
	  "Millions of instructions that a test may take of L1's processor; default: 10000 in the svm lab, "
	  "4000 in the vmx lab",
	  0 },
	{ "timeout", KEY_TIMEOUT, "S", 0,
	  "Seconds on the clock for the boot and for each test, after which L1 is ended; default: 600",
	  0 },
	{ "group", 'g', "GROUP", 0, "The tests of this group of unittests.cfg alone", 0 },
	{ "all", KEY_ALL, NULL, 0, "The tests of the group nodefault too", 0 },
	{ "resume", KEY_RESUME, NULL, 0,
	  "Go on where an earlier run ended: what has a result there is not run again", 0 },
	{ "judge", KEY_JUDGE, NULL, 0,
	  "Boot nothing: print what the results of an earlier run come to", 0 },
	{ "against", KEY_AGAINST, "DIR", 0,
	  "Compare with another run's results: status 1 if verdicts differ", 0 },
	{ "deviations", KEY_DEVIATIONS, "FILE", 0,
	  "Known deviations, in place of tools/lab/deviations", 0 },
	{ 0 },
};

static enum lab lab_named(const char *name, struct argp_state *state)
{
	if (!strcmp(name, "svm"))
		return LAB_SVM;
	if (strcmp(name, "vmx"))
		argp_error(state, "no lab '%s' for a suite; there are svm and vmx", name);
	return LAB_VMX;
}

/* What is kept as it is. */
static bool take_word(struct suite_options *options, int key, const char *word)
{
	const struct {
		int key;
		const char **place;
	} words[] = {
		{ 'c', &options->run.config },
		{ 'g', &options->group },
		{ KEY_CONFIGS, &options->run.configs },
		{ KEY_KERNEL, &options->run.kernel },
		{ KEY_EMULATOR, &options->run.emulator },
		{ KEY_L1_APPEND, &options->run.l1_append },
		{ KEY_LOG_DIR, &options->run.log_dir },
		{ KEY_AGAINST, &options->against },
		{ KEY_DEVIATIONS, &options->deviations },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].key != key)
			continue;
		*words[i].place = word;
		return true;
	}
	return false;
}

static bool take_number(struct suite_options *options, int key, const char *text,
			struct argp_state *state)
{
	switch (key) {
	case KEY_L1_CPUS:
		options->run.l1_cpus = value_positive(text, "--l1-cpus", 64, state);
		return true;
	case KEY_L1_MEMORY:
		options->run.memory = value_positive(text, "--l1-memory", 1e6, state);
		return true;
	case KEY_TIMEOUT:
		options->run.timeout = value_positive(text, "--timeout", 1e6, state);
		return true;
	case KEY_LIMIT:
		options->limit = value_positive(text, "--limit", 1e9, state);
		return true;
	}
	return false;
}

static void take_argument(struct suite_options *options, char *argument, struct argp_state *state)
{
	if (!options->suite) {
		if (strcmp(argument, "kvm-unit-tests") && strcmp(argument, "selftests"))
			argp_error(state, "no suite '%s'; there are kvm-unit-tests and selftests",
				   argument);
		options->suite = argument;
	} else if (!options->directory) {
		options->directory = argument;
	} else {
		size_t count = 0;

		while (options->globs && options->globs[count])
			count++;
		options->globs = grow(options->globs, (count + 2) * sizeof(*options->globs));
		options->globs[count] = argument;
		options->globs[count + 1] = NULL;
	}
}

static void check(const struct suite_options *options, struct argp_state *state)
{
	if (!options->suite || !options->directory)
		argp_error(state, "which suite, and where? exitscope suite kvm-unit-tests DIR");
	options_check_l1(&options->run, state);
	if (strcmp(options->suite, "kvm-unit-tests") && (options->group || options->all))
		argp_error(state, "--group and --all are for kvm-unit-tests");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct suite_options *options = state->input;

	switch (key) {
	case 'l':
		options->run.lab = lab_named(argument, state);
		break;
	case KEY_KVM_ARGS:
		options->run.kvm_args = value_line(argument, "--kvm-args", state);
		break;
	case KEY_STOCK:
		options->run.modules = "stock";
		break;
	case KEY_RESUME:
		options->resume = true;
		break;
	case KEY_ALL:
		options->all = true;
		break;
	case KEY_JUDGE:
		options->judge_only = true;
		break;
	case ARGP_KEY_ARG:
		take_argument(options, argument, state);
		break;
	case ARGP_KEY_END:
		check(options, state);
		break;
	default:
		if (!take_word(options, key, argument) &&
		    !take_number(options, key, argument, state))
			return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

void suite_options_parse(struct suite_options *options, int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "kvm-unit-tests DIR [TEST...]\nselftests DIR [TEST...]",
		.doc = "Runs other people's tests of KVM in a lab: DIR is a built checkout of kvm-unit-tests, or "
		       "the KVM selftests of a kernel as `make selftests` builds them (build/selftests/<kernel>). "
		       "TEST: globs of their names."
		       "\v"
		       "Of each test: verdict, time in instructions, exits by reason; what it printed is "
		       "in the folder <lab>-<config> beside the log. The log is KTAP, for export and the rest. "
		       "Status 1: a test failed in a way that is no known deviation, or took too long; "
		       "with --against: something differs. 5: a test has no result.",
	};

	*options = (struct suite_options){ 0 };
	options_default(&options->run);
	options->run.memory = MEMORY;
	options->run.timeout = DEFAULT_TIMEOUT;
	argp_parse(&argp, argc, argv, 0, NULL, options);
	if (!options->limit)
		options->limit = options->run.lab == LAB_SVM ? 10000 : 4000;
}
