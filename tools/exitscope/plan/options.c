// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/value.h"
#include "labs.h"
#include "modules.h"
#include "options.h"

#define BOCHS_MEMORY 2048

enum {
	KEY_KVM_ARGS = 256,
	KEY_CONFIGS,
	KEY_APPEND,
	KEY_LOG,
	KEY_LOG_DIR,
	KEY_IMAGE,
	KEY_STOCK,
	KEY_ORACLE,
	KEY_TIMEOUT,
	KEY_SMP,
	KEY_CRASH,
	KEY_KERNEL,
	KEY_MODULES,
	KEY_PAYLOAD,
	KEY_EXEC,
	KEY_L1_APPEND,
	KEY_L1_CPUS,
	KEY_L1_MEMORY,
	KEY_REPEAT,
	KEY_QEMU,
	KEY_EMULATOR,
	KEY_COUNTS,
};

static const struct argp_option option_list[] = {
	{ "lab", 'l', "LAB", 0, "svm (the default), vmx or kvm", 0 },
	{ "config", 'c', "NAME[,NAME]", 0,
	  "Configurations of tools/lab/configs to run, or all; "
	  "default: the lab's first",
	  0 },
	{ "configs", KEY_CONFIGS, "FILE", 0,
	  "A list of configurations in place of tools/lab/configs", 0 },
	{ "kvm-args", KEY_KVM_ARGS, "\"NAME=VALUE ...\"", 0,
	  "Module parameters, over the "
	  "configuration's own",
	  0 },
	{ "append", KEY_APPEND, "WORDS", 0, "The guest's command line", 0 },
	{ "qemu", KEY_QEMU, "\"ARG ...\"", 0,
	  "Further arguments for the QEMU that runs the guest, after the configuration's own", 0 },
	{ "emulator", KEY_EMULATOR, "PROGRAM", 0,
	  "Another QEMU (svm lab) or Bochs (vmx lab) to run L1 in; default: $EXITSCOPE_QEMU or "
	  "$EXITSCOPE_BOCHS, or the one that is installed",
	  0 },
	{ "repeat", KEY_REPEAT, "N", 0,
	  "Run each configuration N times; logs are numbered, <lab>-<config>.<n>.log", 0 },
	{ "log", KEY_LOG, "FILE", 0, "Where the serial log goes (one configuration only)", 0 },
	{ "log-dir", KEY_LOG_DIR, "DIR", 0, "Where logs <lab>-<config>.log go; default: build/logs",
	  0 },
	{ "image", KEY_IMAGE, "FILE", 0,
	  "The guest, .iso or .elf; default: build/exitscope.iso, with "
	  "several configurations build/exitscope.elf, which boots faster",
	  0 },
	{ "kernel", KEY_KERNEL, "NAME", 0,
	  "L1's kernel, a folder of build/lab; default: $EXITSCOPE_KERNEL, or " DEFAULT_KERNEL, 0 },
	{ "modules", KEY_MODULES, "KIND|DIR", 0,
	  "KVM's modules in L1: patched (the default), stock or none, or kvm.ko, kvm-intel.ko and kvm-amd.ko of a folder",
	  0 },
	{ "stock", KEY_STOCK, NULL, 0, "The same as --modules stock", 0 },
	{ "payload", KEY_PAYLOAD, "DIR", 0,
	  "A folder whose files are laid over L1's, with a program for --exec", 0 },
	{ "exec", KEY_EXEC, "\"PATH WORD ...\"", 0,
	  "Run this program of the payload in L1 in place of a guest: its lines are the log, and "
	  "it passes if it ends with 0",
	  0 },
	{ "l1-append", KEY_L1_APPEND, "WORDS", 0, "More for the command line of L1's kernel", 0 },
	{ "l1-cpus", KEY_L1_CPUS, "N", 0, "L1's processors (svm lab only)", 0 },
	{ "l1-memory", KEY_L1_MEMORY, "MIB", 0, "L1's memory; default: 1024", 0 },
	{ "counts", KEY_COUNTS, "WHO", 0,
	  "Who counts exits: guest (by the counters) or host (by the kernel's histogram); default: the "
	  "host where the modules are not patched",
	  0 },
	{ "oracle", KEY_ORACLE, NULL, 0, "Compare all counts with the kernel's own histogram", 0 },
	{ "timeout", KEY_TIMEOUT, "S", 0, "Seconds for the boot and for each configuration", 0 },
	{ "smp", KEY_SMP, "N", 0, "The guest's vCPUs", 0 },
	{ "crash-l1", KEY_CRASH, NULL, OPTION_HIDDEN, "Make L1 panic in place of the guest (tests)",
	  0 },
	{ 0 },
};

static enum lab lab_named(const char *name, struct argp_state *state)
{
	for (int i = 0; lab_names[i]; i++)
		if (!strcmp(name, lab_names[i]))
			return i;
	argp_error(state, "no lab '%s'; there are svm, vmx and kvm", name);
	return LAB_SVM;
}

static const char *modules_named(const char *name, struct argp_state *state)
{
	if (!modules_known(name))
		argp_error(
			state,
			"no modules '%s'; there are patched, stock and none, or a folder that has a kvm.ko",
			name);
	return name;
}

static enum counts counts_named(const char *name, struct argp_state *state)
{
	if (!strcmp(name, "host"))
		return COUNTS_HOST;
	if (strcmp(name, "guest"))
		argp_error(state, "--counts: '%s' is neither guest nor host", name);
	return COUNTS_GUEST;
}

static unsigned int whole(const char *text, const char *what, unsigned int most,
			  struct argp_state *state)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)*text) || *end || !value || value > most)
		argp_error(state, "%s: '%s' is not a whole number from 1 to %u", what, text, most);
	return value;
}

bool options_host_counts(const struct options *options)
{
	if (options->counts != COUNTS_AUTO)
		return options->counts == COUNTS_HOST;
	return !options->payload && strcmp(options->modules, "none") &&
	       !modules_have_counters(options->modules);
}

void options_check_l1(const struct options *options, struct argp_state *state)
{
	if (options->memory > BOCHS_MEMORY && options->lab == LAB_VMX)
		argp_error(state, "--l1-memory: the vmx lab takes %d MiB at most", BOCHS_MEMORY);
	if (options->l1_cpus > 1 && options->lab != LAB_SVM)
		argp_error(state, "--l1-cpus: the %s lab has one processor",
			   lab_names[options->lab]);
}

static void check(const struct options *options, struct argp_state *state)
{
	bool several = options->config &&
		       (strchr(options->config, ',') || !strcmp(options->config, "all"));

	if (options->log && several)
		argp_error(state, "--log is for one configuration; use --log-dir");
	if (options->log && options->log_dir)
		argp_error(state, "--log or --log-dir, not both");
	if (options->lab == LAB_KVM && (strcmp(options->modules, "patched") || options->oracle ||
					options->crash || options->payload))
		argp_error(state, "--modules, --oracle and --payload are for the labs svm and vmx");
	if (options->lab == LAB_KVM && options->emulator)
		argp_error(state, "--emulator is for the labs svm and vmx");
	if (options->payload && options->qemu)
		argp_error(state, "--qemu is for the QEMU of a guest, and a payload has none");
	if (!options->payload != !options->exec)
		argp_error(state, "--payload and --exec go together");
	if (!strcmp(options->modules, "none") && !options->payload)
		argp_error(state, "--modules none is for a payload");
	if (options->payload && (options->oracle || options->append))
		argp_error(state, "--oracle and --append are for the guest, not for a payload");
	if (options->payload && options->counts)
		argp_error(state, "--counts is for the guest, not for a payload");
	if (options->oracle && options_host_counts(options))
		argp_error(state,
			   "--oracle holds the host's count against the guest's, and here the "
			   "host alone counts");
	options_check_l1(options, state);
}

/* What is kept as it is. */
static bool take_word(struct options *options, int key, const char *word)
{
	switch (key) {
	case 'c':
		options->config = word;
		return true;
	case KEY_CONFIGS:
		options->configs = word;
		return true;
	case KEY_LOG:
		options->log = word;
		return true;
	case KEY_LOG_DIR:
		options->log_dir = word;
		return true;
	case KEY_IMAGE:
		options->image = word;
		return true;
	case KEY_KERNEL:
		options->kernel = word;
		return true;
	case KEY_EMULATOR:
		options->emulator = word;
		return true;
	case KEY_PAYLOAD:
		options->payload = word;
		return true;
	case KEY_L1_APPEND:
		options->l1_append = word;
		return true;
	}
	return false;
}

/* What becomes a line of the job. */
static bool take_line(struct options *options, int key, const char *text, struct argp_state *state)
{
	switch (key) {
	case KEY_KVM_ARGS:
		options->kvm_args = value_line(text, "--kvm-args", state);
		return true;
	case KEY_APPEND:
		options->append = value_line(text, "--append", state);
		return true;
	case KEY_EXEC:
		options->exec = value_line(text, "--exec", state);
		return true;
	case KEY_QEMU:
		options->qemu = value_line(text, "--qemu", state);
		return true;
	}
	return false;
}

static bool take_number(struct options *options, int key, const char *text,
			struct argp_state *state)
{
	switch (key) {
	case KEY_L1_CPUS:
		options->l1_cpus = value_positive(text, "--l1-cpus", 1e6, state);
		return true;
	case KEY_L1_MEMORY:
		options->memory = value_positive(text, "--l1-memory", 1e6, state);
		return true;
	case KEY_REPEAT:
		options->repeat = whole(text, "--repeat", 1000, state);
		return true;
	case KEY_TIMEOUT:
		options->timeout = value_positive(text, "--timeout", 1e6, state);
		return true;
	case KEY_SMP:
		options->smp = value_positive(text, "--smp", 1e6, state);
		return true;
	}
	return false;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'l':
		options->lab = lab_named(argument, state);
		break;
	case KEY_STOCK:
		options->modules = "stock";
		break;
	case KEY_MODULES:
		options->modules = modules_named(argument, state);
		break;
	case KEY_ORACLE:
		options->oracle = true;
		break;
	case KEY_COUNTS:
		options->counts = counts_named(argument, state);
		break;
	case KEY_CRASH:
		options->crash = true;
		break;
	case ARGP_KEY_ARG:
		if (options->words)
			return ARGP_ERR_UNKNOWN;
		argp_error(state, "'%s' is not an option", argument);
		break;
	case ARGP_KEY_END:
		check(options, state);
		break;
	default:
		if (!take_word(options, key, argument) &&
		    !take_line(options, key, argument, state) &&
		    !take_number(options, key, argument, state))
			return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

const struct argp options_argp = {
	.options = option_list,
	.parser = parse,
	.doc = "Boots a lab, runs the guest under each configuration, prints the tables of "
	       "exits. The guest's lines go to standard output as they come, progress to "
	       "standard error.",
};

void options_default(struct options *options)
{
	const char *kernel = getenv("EXITSCOPE_KERNEL");

	*options = (struct options){
		.kernel = kernel && *kernel ? kernel : DEFAULT_KERNEL,
		.modules = "patched",
		.l1_cpus = 1,
		.repeat = 1,
		.memory = 1024,
	};
}

void options_parse(struct options *options, int argc, char **argv)
{
	options_default(options);
	argp_parse(&options_argp, argc, argv, 0, NULL, options);
}
