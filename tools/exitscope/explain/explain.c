// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "against.h"
#include "base/build_path.h"
#include "base/status.h"
#include "base/value.h"
#include "calls/formats.h"
#include "explain.h"
#include "explanation.h"
#include "lines/lines.h"
#include "places.h"
#include "plan/labs.h"
#include "plan/options.h"
#include "plan/tracer.h"
#include "run/run.h"
#include "saved.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "text.h"
#include "write.h"

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

struct arguments {
	struct options options;
	struct tracer tracer;
	const char *workload, *trace, *from;
	const char *log_path; /* of the run */
	struct writing writing;
	double threshold;
	bool summary, lines;
	bool explained; /* some row was */
	enum status status;
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

static void check(const struct arguments *arguments, struct argp_state *state)
{
	const struct options *options = &arguments->options;

	if (!arguments->workload && !arguments->from)
		argp_error(state, "which workload? (exitscope list)");
	if (arguments->summary && !writing_is_plain(&arguments->writing))
		argp_error(state, "either --summary, or --format and --against");
	if (arguments->lines && (arguments->summary || arguments->writing.against))
		argp_error(state, "either --lines, or --summary and --against");
	if (arguments->writing.output && writing_is_plain(&arguments->writing))
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
	struct arguments *arguments = state->input;

	switch (key) {
	case KEY_OPS:
		arguments->tracer.ops = value_number(argument, "--ops", 1, MOST_OPS, state);
		break;
	case KEY_THRESHOLD:
		arguments->threshold = value_number(argument, "--threshold", 0, 100, state);
		break;
	case KEY_SUMMARY:
		arguments->summary = true;
		break;
	case KEY_LINES:
		arguments->lines = true;
		break;
	case KEY_TRACE:
		arguments->trace = argument;
		break;
	case KEY_FORMAT:
		arguments->writing.format = strcmp(argument, "text") ? argument : NULL;
		if (arguments->writing.format && !format_find(argument))
			argp_error(state,
				   "no format '%s'; there are: text, json, folded, callgrind, html",
				   argument);
		break;
	case KEY_AGAINST:
		arguments->writing.against = argument;
		break;
	case 'o':
		arguments->writing.output = argument;
		break;
	case KEY_FROM:
		arguments->from = argument;
		break;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->options;
		break;
	case ARGP_KEY_ARG:
		if (arguments->workload)
			argp_error(state,
				   "more than one workload: names go in one word, with commas");
		if (strpbrk(argument, " \t\r\n"))
			argp_error(state, "no workload is called '%s'", argument);
		arguments->workload = argument;
		break;
	case ARGP_KEY_END:
		check(arguments, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void worse(struct arguments *arguments, enum status status)
{
	arguments->status = status_worse(arguments->status, status);
}

/* Rows that are not as they should be. */
static void judge_rows(struct arguments *arguments, const struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->row_count; i++) {
		const struct explained_row *row = &explanation->rows[i];

		arguments->explained |= row->typical != NULL;
		if (row->why || row->wrong)
			worse(arguments, STATUS_INCOMPLETE);
		else if (row->typical && row->steady && !explained_exactly(row) &&
			 !explained_unsteady(row))
			worse(arguments, STATUS_FAIL);
	}
}

static void print_rows(const struct arguments *arguments, const struct explanation *explanation)
{
	if (arguments->summary)
		printf("%-24s %11s %11s  %s\n", "workload", "sum", "round trip", "alike");
	for (size_t i = 0; i < explanation->row_count; i++) {
		const struct explained_row *row = &explanation->rows[i];

		if (arguments->summary)
			text_line(row, stdout);
		else
			text_row(explanation, row, arguments->threshold, stdout);
	}
}

/* @symbols go to the explanation. */
static void explain_data(struct arguments *arguments, const void *data, size_t size,
			 const struct log *log, struct symbols *symbols)
{
	struct explanation explanation;
	char *why = NULL;

	if (explain_trace(&explanation, data, size, log, symbols, &why)) {
		if (writing_is_plain(&arguments->writing))
			print_rows(arguments, &explanation);
		else
			worse(arguments, explanation_write(&arguments->writing, &explanation));
		judge_rows(arguments, &explanation);
	} else {
		error("%s", why);
		worse(arguments, STATUS_INCOMPLETE);
	}
	free(why);
	if (arguments->log_path && !saved_write(arguments->tracer.fd, symbols, arguments->log_path))
		worse(arguments, STATUS_CANNOT_RUN);
	explanation_free(&explanation);
}

/* The run's own verdict says why nothing ran, but for rows that were skipped. */
static void say_skipped(struct arguments *arguments, const struct log *log)
{
	for (size_t i = 0; i < log->result_count; i++)
		if (log->results[i].name && log->results[i].record == OUTCOME_SKIP)
			printf("%s cannot run here: %s\n", log->results[i].name,
			       log->results[i].why ? log->results[i].why : "it was skipped");
	worse(arguments, STATUS_SKIP);
}

/* NULL: said why. */
static void *map_trace(int fd, size_t *size)
{
	struct stat status;
	void *data;

	if (fstat(fd, &status) || !status.st_size) {
		error("the emulator has written no trace: it has no plugins?");
		return NULL;
	}
	*size = status.st_size;
	data = mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED) {
		error("the trace cannot be read: %s", strerror(errno));
		return NULL;
	}
	return data;
}

/* False: there are none, and that was said. */
static bool add_lines(const struct arguments *arguments, struct symbols *symbols, const char *guest,
		      const void *data, size_t size)
{
	if (!arguments->lines)
		return true;
	symbols_give_chains(symbols, lines_find(&arguments->options, guest, symbols, data, size));
	return symbols_want_chains(symbols);
}

/* What keeps a trace from being explained was said. */
static void explain_file(struct arguments *arguments, const struct log *log,
			 const struct layout *layout)
{
	char *guest;
	struct symbols *symbols = places_symbols(layout, &arguments->options, &guest);
	size_t size = 0;
	void *data = symbols ? map_trace(arguments->tracer.fd, &size) : NULL;

	if (data && add_lines(arguments, symbols, guest, data, size)) {
		explain_data(arguments, data, size, log, symbols);
	} else {
		worse(arguments, STATUS_CANNOT_RUN);
		symbols_free(symbols);
	}
	if (data)
		munmap(data, size);
	free(guest);
}

static void finished(struct tracer *tracer, const struct log *log, const char *path,
		     const struct layout *layout, const char *why)
{
	struct arguments *arguments = tracer->data;

	arguments->log_path = path;
	if (why) {
		error("%s", why);
		worse(arguments, STATUS_CANNOT_RUN);
	} else if (!log->traced_count) {
		say_skipped(arguments, log);
	} else {
		explain_file(arguments, log, layout);
	}
}

static enum status explain_saved(struct arguments *arguments)
{
	struct saved saved;

	if (!saved_open(&saved, arguments->from))
		return STATUS_CANNOT_RUN;
	if (arguments->lines && !symbols_want_chains(saved.symbols)) {
		error("%s: traced without --lines, so there are none", arguments->from);
		symbols_free(saved.symbols);
		saved_close(&saved);
		return STATUS_CANNOT_RUN;
	}
	explain_data(arguments, saved.file.data, saved.trace, &saved.log, saved.symbols);
	saved_close(&saved);
	return arguments->status;
}

static char *trace_path(const struct arguments *arguments)
{
	return arguments->trace ? print("%s", arguments->trace) : build_path("logs/explain.trace");
}

static bool open_trace(struct arguments *arguments)
{
	char *path = trace_path(arguments);
	char *folder = build_path("logs");

	mkdir(folder, 0777);
	/* The emulator inherits it. */
	arguments->tracer.fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (arguments->tracer.fd < 0)
		error("%s: %s", path, strerror(errno));
	free(folder);
	free(path);
	return arguments->tracer.fd >= 0;
}

/* What is compared with, if anything: it is run before. */
static enum status find_base(struct arguments *arguments, int argc, char **words)
{
	char *trace = trace_path(arguments), *base = NULL;
	enum status status = STATUS_PASS;

	if (arguments->writing.against)
		status = against_file(arguments->writing.against, trace, arguments->from ? 0 : argc,
				      words, &base);
	if (base)
		arguments->writing.against = base;
	free(trace);
	return status;
}

int command_explain(int argc, char **argv)
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
	struct arguments arguments = { .threshold = DEFAULT_THRESHOLD };
	struct options *options = &arguments.options;
	char *elf, *append, **words;
	enum status status;

	arguments.tracer =
		(struct tracer){ .ops = DEFAULT_OPS, .finished = finished, .data = &arguments };
	options_default(options);
	options->words = true;
	words = memcpy(allocate((argc + 1) * sizeof(*words)), argv, argc * sizeof(*words));
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	status = find_base(&arguments, argc, words);
	if (status != STATUS_PASS)
		return status;
	if (arguments.from)
		return explain_saved(&arguments);
	if ((arguments.lines && !lines_are_there(options)) || !open_trace(&arguments))
		return STATUS_CANNOT_RUN;
	append = print("%s%srun=%s", options->append ? options->append : "",
		       options->append ? " " : "", arguments.workload);
	options->append = append;
	elf = build_path("exitscope.elf");
	options->image = options->image ? options->image : elf;
	options->tracer = &arguments.tracer;
	options->machine = options->lab;
	/* The host's histogram would be in what it counts: where the guest has no counters, nobody counts. */
	if (options->counts == COUNTS_AUTO)
		options->counts = COUNTS_GUEST;
	status = run_options(options);
	close(arguments.tracer.fd);
	free(append);
	free(elf);
	if (status == STATUS_SKIP && arguments.explained)
		status = STATUS_PASS;
	return status_worse(status, arguments.status);
}
