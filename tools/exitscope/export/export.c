// SPDX-License-Identifier: GPL-2.0-only
/* exitscope export LOG: for what comes after. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "format.h"
#include "log/paths.h"

typedef void writer(const struct export *export, FILE *to);

static const struct {
	const char *name;
	writer *write;
} formats[] = {
	{ "json", export_json },
	{ "csv", export_csv },
	{ "junit", export_junit },
	{ "openmetrics", export_openmetrics },
};

struct arguments {
	const char *path, *output;
	writer *write;
};

static const struct argp_option option_list[] = {
	{ "format", 'f', "FORMAT", 0, "json, csv, junit or openmetrics", 0 },
	{ "output", 'o', "FILE", 0, "Where to, in place of standard output", 0 },
	{ 0 },
};

static writer *format_named(const char *name, struct argp_state *state)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(name, formats[i].name))
			return formats[i].write;
	argp_error(state, "no format '%s'; there are json, csv, junit and openmetrics", name);
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
			argp_error(state, "--format is missing: json, csv, junit or openmetrics");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const char *export_outcome(enum outcome outcome)
{
	static const char *const words[] = {
		[OUTCOME_NONE] = "none", [OUTCOME_PASS] = "pass", [OUTCOME_FAIL] = "fail",
		[OUTCOME_SKIP] = "skip", [OUTCOME_LIST] = "list", [OUTCOME_ERROR] = "error",
	};

	return words[outcome];
}

/* The export itself is done, whatever the log says, but an incomplete log is told. */
static enum status export(const struct arguments *arguments, const struct log *log) {
	char *name = paths_name(arguments->path), *why;
	struct export export = { log, name, log_verdict(log, &why), why }; struct output output;
	enum status status = STATUS_CANNOT_RUN;

	if (output_open(&output, arguments->output)){ arguments->write(&export, output.file);
						      if (output_close(&output))
							      status = STATUS_PASS; }
if (export.status != STATUS_PASS && export.status != STATUS_FAIL && export.status != STATUS_SKIP)
{
	error("%s: %s: %s", arguments->path, status_name(export.status), why);
	status = status_worse(status, export.status);
}
free(why);
free(name);
return status;
}

int command_export(int argc, char **argv)
{
	static const struct argp argp = {
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
		status = export(&arguments, &log);
	log_free(&log);
	return status;
}
