// SPDX-License-Identifier: GPL-2.0-only
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
#include "explain.h"
#include "explain_options.h"
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

struct arguments {
	struct explain_options asked;
	struct tracer tracer;
	const char *log_path; /* of the run */
	bool explained;	      /* some row was */
	enum status status;
};

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
	if (arguments->asked.summary)
		printf("%-24s %11s %11s  %s\n", "workload", "sum", "round trip", "alike");
	for (size_t i = 0; i < explanation->row_count; i++) {
		const struct explained_row *row = &explanation->rows[i];

		if (arguments->asked.summary)
			text_line(row, stdout);
		else
			text_row(explanation, row, arguments->asked.threshold, stdout);
	}
}

/* @symbols go to the explanation. */
static void explain_data(struct arguments *arguments, const void *data, size_t size,
			 const struct log *log, struct symbols *symbols)
{
	struct explanation explanation;
	char *why = NULL;

	if (explain_trace(&explanation, data, size, log, symbols, &why)) {
		if (writing_is_plain(&arguments->asked.writing))
			print_rows(arguments, &explanation);
		else
			worse(arguments,
			      explanation_write(&arguments->asked.writing, &explanation));
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
	if (!arguments->asked.lines)
		return true;
	symbols_give_chains(symbols,
			    lines_find(&arguments->asked.options, guest, symbols, data, size));
	return symbols_want_chains(symbols);
}

/* What keeps a trace from being explained was said. */
static void explain_file(struct arguments *arguments, const struct log *log,
			 const struct layout *layout)
{
	char *guest;
	struct symbols *symbols = places_symbols(layout, &arguments->asked.options, &guest);
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

	if (!saved_open(&saved, arguments->asked.from))
		return STATUS_CANNOT_RUN;
	if (arguments->asked.lines && !symbols_want_chains(saved.symbols)) {
		error("%s: traced without --lines, so there are none", arguments->asked.from);
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
	return arguments->asked.trace ? print("%s", arguments->asked.trace)
				      : build_path("logs/explain.trace");
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

	if (arguments->asked.writing.against)
		status = against_file(arguments->asked.writing.against, trace,
				      arguments->asked.from ? 0 : argc, words, &base);
	if (base)
		arguments->asked.writing.against = base;
	free(trace);
	return status;
}

int command_explain(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct options *options = &arguments.asked.options;
	char *elf, *append, **words;
	enum status status;

	/* As they were given: argp puts them in another order. */
	words = memcpy(allocate((argc + 1) * sizeof(*words)), argv, argc * sizeof(*words));
	explain_options_parse(&arguments.asked, argc, argv);
	arguments.tracer = (struct tracer){ .ops = arguments.asked.ops,
					    .finished = finished,
					    .data = &arguments };
	status = find_base(&arguments, argc, words);
	if (status != STATUS_PASS)
		return status;
	if (arguments.asked.from)
		return explain_saved(&arguments);
	if ((arguments.asked.lines && !lines_are_there(options)) || !open_trace(&arguments))
		return STATUS_CANNOT_RUN;
	append = print("%s%srun=%s", options->append ? options->append : "",
		       options->append ? " " : "", arguments.asked.workload);
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
