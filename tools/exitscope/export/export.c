// SPDX-License-Identifier: GPL-2.0-only
/* exitscope export LOG: for what comes after. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "base/status.h"
#include "export.h"
#include "format.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/paths.h"
#include "log/verdict.h"
#include "shared/memory.h"
#include "shared/message.h"

#define ROW(name) { #name, export_##name },

static const struct {
	const char *name;
	export_writer *write;
} formats[] = { EXPORT_FORMATS(ROW) };

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

struct arguments {
	const char *path, *output;
	export_writer *write;
};

/* `json, csv, junit or openmetrics`, with that word before the last. */
static char *format_names(const char *last)
{
	char *names = print("%s", formats[0].name), *more;

	for (size_t i = 1; i < FORMATS; i++) {
		more = i + 1 < FORMATS ? print("%s, %s", names, formats[i].name)
				       : print("%s %s %s", names, last, formats[i].name);
		free(names);
		names = more;
	}
	return names;
}

static export_writer *format_named(const char *name, struct argp_state *state)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (!strcmp(name, formats[i].name))
			return formats[i].write;
	argp_error(state, "no format '%s'; there are %s", name, format_names("and"));
	return NULL;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'f':
		arguments->write = format_named(argument, state);
		return 0;
	case 'o':
		arguments->output = argument;
		return 0;
	case ARGP_KEY_ARG:
		if (arguments->path)
			argp_error(state, "one log at a time");
		arguments->path = argument;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->path)
			argp_error(state, "which log?");
		if (!arguments->write)
			argp_error(state, "--format is missing: %s", format_names("or"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The export itself is done, whatever the log says, but an incomplete log is told. */
static enum status write_log(const struct arguments *arguments, const struct log *log)
{
	char *name = paths_name(arguments->path), *why;
	struct exported exported = { log, name, log_verdict(log, &why), why };
	enum status status = STATUS_CANNOT_RUN;
	struct output output;

	if (output_open(&output, arguments->output)) {
		arguments->write(&exported, output.file);
		if (output_close(&output))
			status = STATUS_PASS;
	}
	if (exported.status != STATUS_PASS && exported.status != STATUS_FAIL &&
	    exported.status != STATUS_SKIP) {
		error("%s: %s: %s", arguments->path, status_name(exported.status), why);
		status = status_worse(status, exported.status);
	}
	free(why);
	free(name);
	return status;
}

int command_export(int argc, char **argv)
{
	char *names = format_names("or");
	const struct argp_option option_list[] = {
		{ "format", 'f', "FORMAT", 0, names, 0 },
		{ "output", 'o', "FILE", 0, "Where to, in place of standard output", 0 },
		{ 0 },
	};
	const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "LOG --format FORMAT",
		.doc = "Writes a log (- is standard input) in a format that other tools read. The "
		       "log itself is KTAP."
		       "\v"
		       "Status 0: written, whether the workloads passed or not. 5: written, but the "
		       "log is incomplete, and what is written says so.",
	};
	struct arguments arguments = { 0 };
	struct log log = { 0 };
	enum status status = STATUS_CANNOT_RUN;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (log_open(&log, arguments.path))
		status = write_log(&arguments, &log);
	log_free(&log);
	free(names);
	return status;
}
