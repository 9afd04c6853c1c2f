// SPDX-License-Identifier: GPL-2.0-only
/* exitscope: the host command. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "check/check.h"
#include "compare/diff.h"
#include "coverage/cover.h"
#include "explain/explain.h"
#include "export/export.h"
#include "history/history.h"
#include "log/show.h"
#include "report/report.h"
#include "run/list.h"
#include "run/run.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "suite/suite.h"
#include "try/try.h"

#ifndef EXITSCOPE_VERSION
#define EXITSCOPE_VERSION "unknown"
#endif

static const struct {
	const char *name;
	int (*main)(int argc, char **argv);
} commands[] = {
	{ "run", command_run }, /* in the order of --help */
	{ "list", command_list },	  { "show", command_show },
	{ "check", command_check },	  { "diff", command_diff },
	{ "export", command_export },	  { "report", command_report },
	{ "coverage", command_coverage }, { "explain", command_explain },
	{ "suite", command_suite },	  { "try", command_try },
	{ "history", command_history },
};

static const char doc[] =
	"Shows every VM exit that a guest's code causes: which, how many, and what each one cost."
	"\v"
	"Commands (each has its own --help):\n"
	"  run       boot a lab, run the guest there, print the table of exits\n"
	"  list      print the guest's workloads\n"
	"  show      print the table of a log\n"
	"  check     hold logs against a file of expectations\n"
	"  diff      compare two logs, or two sets of logs\n"
	"  export    write a log as JSON, CSV, JUnit, OpenMetrics, for KCIDB or GitHub\n"
	"  report    write logs as a page of tables and plots\n"
	"  explain   every instruction of an operation and its exits, by function\n"
	"  coverage  print which exit reasons the logs have reached, and why not the others\n"
	"  suite     run other people's tests in a lab: kvm-unit-tests, KVM selftests\n"
	"  try       build the kernels of two commits, run both, print what differs; or bisect\n"
	"  history   what exits cost over Debian's kernels, step by step\n"
	"\n"
	"Exit status:\n"
	"  0  all workloads passed; all expectations held; no regression\n"
	"  1  a workload failed, the kernel counted differently (--oracle), an expectation is\n"
	"     violated (check), or something regressed (diff)\n"
	"  2  wrong usage\n"
	"  3  could not run: no lab, no image, no /dev/kvm, log not writable\n"
	"  4  skipped: nothing asserted, the host has no exit counters\n"
	"  5  incomplete: no end record, a damaged log, a dead or hanging guest, out of time\n"
	"  6  the kernel of L1 does not boot (a kernel of one's own: or does not build)\n"
	"  128 + N  ended by signal N\n";

static error_t parse(int key, char *argument, struct argp_state *state)
{
	int *first = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_ARG:
		*first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "COMMAND [OPTION...]",
		.doc = doc,
	};
	int first = 0;

	program_name = "exitscope";
	argp_program_version = "exitscope " EXITSCOPE_VERSION;
	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &first);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[first], commands[i].name))
			continue;
		/* argp names the program by argv[0] in its messages. */
		argv[first] = print("exitscope %s", commands[i].name);
		return commands[i].main(argc - first, argv + first);
	}
	error("no command '%s'; see exitscope --help", argv[first]);
	return STATUS_USAGE;
}
