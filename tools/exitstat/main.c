// SPDX-License-Identifier: GPL-2.0-only
/* exitstat: the exits of the VM that it runs in. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "guest.h"
#include "host.h"
#include "live.h"
#include "modes.h"
#include "reading.h"
#include "sample.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "sites.h"
#include "sites_trace.h"
#include "source.h"

#ifndef EXITSCOPE_VERSION
#define EXITSCOPE_VERSION "unknown"
#endif

static const char doc[] =
	"Shows the VM exits of the virtual machine that it runs in, by reason, where the host's KVM "
	"has exit counters. Needs no privilege."
	"\v"
	"Without a COMMAND and -I: all since boot. With -I: every MS milliseconds what has been in "
	"them, COUNT times or without end. With a COMMAND: what has been while it ran. The counters "
	"are of the whole virtual machine, so whatever else runs there is in them.\n"
	"\n"
	"exitstat reads by CPUID, which exits itself. Of the exits since boot it says how many are its "
	"own; off the others they are taken.\n"
	"\n"
	"Exit status: that of COMMAND (128 + N if signal N ended it, 126 or 127 if it could not be "
	"executed or found); else\n"
	"  0  done\n"
	"  2  wrong usage\n"
	"  3  could not run\n"
	"  4  no exit counters; one line says why, and COMMAND was not run\n"
	"  5  --sites: more sites than there was room for; what is missing is said\n";

enum key {
	KEY_VCPU = 0x100,
	KEY_SORT,
	KEY_JSON,
	KEY_CSV,
	KEY_RAW,
	KEY_TOTAL,
	KEY_HOST,
	KEY_LIVE,
	KEY_SITES,
	KEY_KALLSYMS,
	KEY_TOP,
};

static const struct argp_option options[] = {
	{ "interval", 'I', "MS", 0, "Show every MS milliseconds what has been in them", 0 },
	{ "repeat", 'r', "N", 0, "Run COMMAND N times; show the mean and how far runs deviate", 0 },
	{ "live", KEY_LIVE, NULL, 0, "A screen that follows the counters, every -I MS (1000)", 0 },
	{ "vcpu", KEY_VCPU, NULL, 0, "Each vCPU by itself, read on it", 0 },
	{ "host", KEY_HOST, "PID", OPTION_ARG_OPTIONAL,
	  "On the host: the VMs' counters in debugfs, or those of the one with that PID", 0 },
	{ "sites", KEY_SITES, "ROOM", OPTION_ARG_OPTIONAL,
	  "On the host: which instructions of guests exit, while COMMAND runs or until Ctrl-C, counted by "
	  "the kernel in histograms with ROOM for so many (16384)",
	  0 },
	{ "kallsyms", KEY_KALLSYMS, "FILE", 0,
	  "With --sites: the guest's /proc/kallsyms, for names", 0 },
	{ "top", KEY_TOP, "N", 0, "With --sites: so many in the table (20); --json has all", 0 },
	{ "sort", KEY_SORT, "KEY", 0, "By count (the default), handled, away, reason or name", 0 },
	{ "total", KEY_TOTAL, NULL, 0, "The total alone", 0 },
	{ "json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
	  "JSON, an object a line; with a FILE there, besides what else is written", 0 },
	{ "csv", KEY_CSV, "FILE", OPTION_ARG_OPTIONAL,
	  "Comma-separated values, a heading first; FILE likewise", 0 },
	{ "raw", KEY_RAW, "FILE", OPTION_ARG_OPTIONAL,
	  "Lines 'REASON- EAX, EBX, ECX, EDX' of leaf 0x4FFFFFFE; FILE likewise", 0 },
	{ "output", 'o', "FILE", 0, "Write to FILE, not to standard output or, of COMMAND, error",
	  0 },
	{ 0 },
};

struct arguments {
	unsigned long interval, count, runs;
	bool live, vcpus, host, counted, sites;
	struct sites_options of_sites;
	int pid; /* 0: all VMs */
	enum order order;
	bool total;
	enum format_kind kind;
	const char *file;
	const char *also[FORMAT_RAW + 1]; /* files for formats besides */
	char **command;
};

static unsigned long positive(struct argp_state *state, const char *text)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !number || number > 1000000000)
		argp_error(state, "'%s' is not a number from 1 to 1000000000", text);
	return number;
}

static enum order order(struct argp_state *state, const char *text)
{
	static const char *const orders[] = {
		[BY_COUNT] = "count",	[BY_HANDLED] = "handled", [BY_AWAY] = "away",
		[BY_REASON] = "reason", [BY_NAME] = "name",
	};

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
		if (!strcmp(text, orders[i]))
			return i;
	argp_error(state, "cannot sort by '%s'; there are: count, handled, away, reason, name",
		   text);
	return BY_COUNT;
}

/* The rest is the command; with -I it is COUNT. */
static void rest(struct arguments *arguments, struct argp_state *state)
{
	char **words = state->argv + state->next - 1;
	int n = state->argc - state->next + 1;

	state->next = state->argc;
	if (!arguments->interval || arguments->live) {
		arguments->command = words;
		return;
	}
	if (n > 1)
		argp_error(state, "either intervals (-I) or a command ('%s'), not both", words[0]);
	arguments->count = positive(state, words[0]);
}

static bool raw(const struct arguments *arguments)
{
	return arguments->kind == FORMAT_RAW || arguments->also[FORMAT_RAW];
}

static bool writes(const struct arguments *arguments)
{
	return arguments->kind != FORMAT_TABLE || arguments->file || arguments->also[FORMAT_JSON] ||
	       arguments->also[FORMAT_CSV] || arguments->also[FORMAT_RAW];
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
	if (arguments->sites && (arguments->live || arguments->interval || arguments->runs ||
				 arguments->vcpus || arguments->total || raw(arguments)))
		argp_error(
			state,
			"--sites goes with --host=PID, --kallsyms, --top, --json, --csv, -o and a "
			"command, and with nothing else");
	if (!arguments->sites && (arguments->of_sites.kallsyms || arguments->of_sites.top != 20))
		argp_error(state, "--kallsyms and --top are of --sites");
	if (arguments->live && arguments->command)
		argp_error(state, "either --live or a command, not both");
	if (arguments->live && writes(arguments))
		argp_error(state, "--live is a screen; it writes no JSON, CSV, raw lines or file");
	if (arguments->live && arguments->vcpus)
		argp_error(state, "--live shows the VM, not its vCPUs");
	if (arguments->runs && !arguments->command)
		argp_error(state, "-r repeats a command: which?");
	if (arguments->host && raw(arguments))
		argp_error(state,
			   "--raw is what CPUID answers; the host's files have no such lines");
}

static void set_format(struct arguments *arguments, struct argp_state *state, enum format_kind kind,
		       const char *file)
{
	if (file) {
		arguments->also[kind] = file;
		return;
	}
	if (arguments->kind != FORMAT_TABLE && arguments->kind != kind)
		argp_error(state, "one of --json, --csv and --raw, not two, but into files");
	arguments->kind = kind;
}

/* The options of --sites. */
static error_t parse_sites(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	struct sites_options *options = &arguments->of_sites;

	switch (key) {
	case KEY_SITES:
		arguments->sites = true;
		options->entries = argument ? positive(state, argument) : SITES_ENTRIES;
		if (options->entries < SITES_TRACE_LEAST || options->entries > SITES_TRACE_MOST)
			argp_error(state, "a histogram of the kernel has room for %d to %d",
				   SITES_TRACE_LEAST, SITES_TRACE_MOST);
		return 0;
	case KEY_KALLSYMS:
		options->kallsyms = argument;
		return 0;
	case KEY_TOP:
		options->top = positive(state, argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'I':
		arguments->interval = positive(state, argument);
		break;
	case 'r':
		arguments->runs = positive(state, argument);
		break;
	case 'o':
		arguments->file = argument;
		break;
	case KEY_LIVE:
		arguments->live = true;
		break;
	case KEY_VCPU:
		arguments->vcpus = true;
		break;
	case KEY_HOST:
		arguments->host = true;
		arguments->pid = argument ? (int)positive(state, argument) : 0;
		break;
	case KEY_SORT:
		arguments->order = order(state, argument);
		break;
	case KEY_TOTAL:
		arguments->total = true;
		break;
	case KEY_JSON:
		set_format(arguments, state, FORMAT_JSON, argument);
		break;
	case KEY_CSV:
		set_format(arguments, state, FORMAT_CSV, argument);
		break;
	case KEY_RAW:
		set_format(arguments, state, FORMAT_RAW, argument);
		break;
	case ARGP_KEY_ARG:
		rest(arguments, state);
		break;
	case ARGP_KEY_END:
		check(arguments, state);
		break;
	default:
		return parse_sites(key, argument, state);
	}
	return 0;
}

static int run(const struct arguments *arguments, struct source *source, struct output *output)
{
	if (arguments->live)
		return mode_live(source, output, arguments->interval ? arguments->interval : 1000);
	if (arguments->command)
		return mode_command(source, output, arguments->command,
				    arguments->runs ? arguments->runs : 1);
	if (arguments->interval)
		return mode_interval(source, output, arguments->interval, arguments->count);
	return mode_boot(source, output);
}

/* Runs on @source and frees it, or says @why there is none. */
static int run_source(const struct arguments *arguments, struct source *source,
		      struct output *output, const char *why)
{
	int status;

	if (why) {
		error("%s", why);
		return STATUS_NO_COUNTERS;
	}
	status = run(arguments, source, output);
	source_free(source);
	return status;
}

static int run_guest(const struct arguments *arguments, struct output *output)
{
	struct reader reader = {
		.cpuid = cpuid_execute,
		.cpu = -1,
		.handlers = raw(arguments),
	};
	struct source source;
	bool boot = !arguments->live && !arguments->command && !arguments->interval;
	const char *why = source_guest(&source, &reader, arguments->vcpus, !boot);

	return run_source(arguments, &source, output, why);
}

static int run_vm(const struct arguments *arguments, struct output *output, const char *directory)
{
	struct source source;
	const char *why = source_host(&source, directory, arguments->vcpus);

	return run_source(arguments, &source, output, why);
}

/* Leaves the VMs of @pid alone in the list, if one is asked for. */
static int choose(char **directories, int n, int pid)
{
	int kept = 0;

	for (int i = 0; i < n; i++) {
		if (!pid || atoi(strrchr(directories[i], '/') + 1) == pid)
			directories[kept++] = directories[i];
		else
			free(directories[i]);
	}
	return kept;
}

static int run_vms(const struct arguments *arguments, struct output *output, char **directories,
		   int n)
{
	int status = STATUS_DONE;

	if (!n && arguments->pid) {
		error("no VM of process %d has exit counters in %s", arguments->pid, HOST_ROOT);
		return STATUS_NO_COUNTERS;
	}
	if (!n) {
		error("no VM runs on this host, so there are no exit counters in %s", HOST_ROOT);
		return STATUS_NO_COUNTERS;
	}
	if (n > 1 && (arguments->live || arguments->command || arguments->interval)) {
		error("%d VMs run here: choose one, --host=%d for the first", n,
		      atoi(strrchr(directories[0], '/') + 1));
		return STATUS_USAGE;
	}
	for (int i = 0; status == STATUS_DONE && i < n; i++)
		status = run_vm(arguments, output, directories[i]);
	return status;
}

static int run_sites(struct arguments *arguments, struct output *output)
{
	arguments->of_sites.pid = arguments->pid;
	arguments->of_sites.command = arguments->command;
	return mode_sites(&arguments->of_sites, output);
}

static int run_host(const struct arguments *arguments, struct output *output)
{
	char **directories;
	int n = host_vms(HOST_ROOT, &directories), status;

	if (n < 0) {
		error("%s: %s%s", HOST_ROOT, strerror(errno),
		      errno == ENOENT ? ": kvm.ko is not loaded, or debugfs not mounted" : "");
		return errno == ENOENT ? STATUS_NO_COUNTERS : STATUS_CANNOT_RUN;
	}
	n = choose(directories, n, arguments->pid);
	status = run_vms(arguments, output, directories, n);
	for (int i = 0; i < n; i++)
		free(directories[i]);
	free(directories);
	return status;
}

static bool open_output(struct output *output, const char *file)
{
	output->to = fopen(file, "we");
	if (!output->to)
		error("%s: %s", file, strerror(errno));
	return output->to;
}

/* The first is what is asked for without a file, then the files. */
static bool open_outputs(const struct arguments *arguments, struct output *output)
{
	struct output *last = output;

	*output = (struct output){
		.to = arguments->command ? stderr : stdout,
		.kind = arguments->kind,
		.order = arguments->order,
		.total = arguments->total,
	};
	if (arguments->file && !open_output(output, arguments->file))
		return false;
	for (enum format_kind kind = FORMAT_JSON; kind <= FORMAT_RAW; kind++) {
		if (!arguments->also[kind])
			continue;
		last->next = allocate(sizeof(*last));
		*last->next = (struct output){ .kind = kind,
					       .order = arguments->order,
					       .total = arguments->total };
		last = last->next;
		if (!open_output(last, arguments->also[kind]))
			return false;
	}
	return true;
}

/* Returns @status, or that of a file that could not be written. */
static int close_outputs(struct output *output, int status)
{
	for (; output; output = output->next) {
		if (!ferror(output->to) && !fflush(output->to))
			continue;
		error("cannot write what was read: %s", strerror(errno));
		status = STATUS_CANNOT_RUN;
	}
	return status;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[--] [COMMAND [ARGUMENT...]]\n-I MS [COUNT]",
		.doc = doc,
	};
	struct arguments arguments = { .of_sites.top = 20 };
	struct output output;
	int status;

	program_name = "exitstat";
	argp_program_version = "exitstat " EXITSCOPE_VERSION;
	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &arguments);
	if (!open_outputs(&arguments, &output))
		return STATUS_CANNOT_RUN;
	if (arguments.sites)
		return close_outputs(&output, run_sites(&arguments, &output));
	status = arguments.host ? run_host(&arguments, &output) : run_guest(&arguments, &output);
	return close_outputs(&output, status);
}
