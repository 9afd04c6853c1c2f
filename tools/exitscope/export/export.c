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

enum { KEY_ORIGIN = 256, KEY_BUILD, KEY_RUN, KEY_LOG_URL };

struct arguments {
	const char *path, *output;
	export_writer *write;
	struct kcidb_ids ids;
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

/* Length of the name of a CI system, of lower case letters, digits and _. */
static size_t origin_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

/* The test's origin is the build's, unless another one is said; the run's name is unique for a build and a log. */
static void check_ids(struct arguments *arguments, struct argp_state *state)
{
	struct kcidb_ids *ids = &arguments->ids;
	size_t length = ids->build ? origin_length(ids->build) : 0;

	if (arguments->write != export_kcidb) {
		if (ids->origin || ids->build || ids->run || ids->log_url)
			argp_error(state, "--origin, --build-id, --run-id and --log-url are for "
					  "--format kcidb");
		return;
	}
	if (!ids->build)
		argp_error(state, "--build-id is missing: the tested kernel's, as ORIGIN:ID");
	else if (!length || ids->build[length] != ':' || !ids->build[length + 1])
		argp_error(state,
			   "--build-id: '%s' is not ORIGIN:ID, with an origin of a-z, 0-9 "
			   "and _",
			   ids->build);
	else if (ids->origin && (!*ids->origin || ids->origin[origin_length(ids->origin)]))
		argp_error(state, "--origin: '%s' is not a name of a-z, 0-9 and _", ids->origin);
	else if (ids->run && !*ids->run)
		argp_error(state, "--run-id is empty");
	if (!ids->origin)
		ids->origin = print("%.*s", (int)length, ids->build);
}

/* A run's name, unless one is said: its build and its log. */
static void name_run(struct kcidb_ids *ids, const char *log)
{
	if (ids->build && !ids->run)
		ids->run = print("%s/%s", strchr(ids->build, ':') + 1, log);
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
	case KEY_ORIGIN:
		arguments->ids.origin = argument;
		return 0;
	case KEY_BUILD:
		arguments->ids.build = argument;
		return 0;
	case KEY_RUN:
		arguments->ids.run = argument;
		return 0;
	case KEY_LOG_URL:
		arguments->ids.log_url = argument;
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
		check_ids(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The export itself is done, whatever the log says, but an incomplete log is told. */
static enum status write_log(struct arguments *arguments, const struct log *log)
{
	char *name = paths_name(arguments->path), *why;
	enum status verdict = log_verdict(log, &why);
	struct exported exported = { log, name, verdict, why, arguments->ids };
	enum status status = STATUS_CANNOT_RUN;
	struct output output;

	name_run(&exported.ids, name);
	if (output_open(&output, arguments->output)) {
		arguments->write(&exported, output.file);
		if (output_close(&output))
			status = STATUS_PASS;
	}
	if (!status_whole(exported.status)) {
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
		{ "build-id", KEY_BUILD, "ORIGIN:ID", 0, "kcidb: the tested kernel's build", 0 },
		{ "origin", KEY_ORIGIN, "NAME", 0, "kcidb: who tests; the build's without it", 0 },
		{ "run-id", KEY_RUN, "ID", 0,
		  "kcidb: a name that no other run of that origin has; build and log without it",
		  0 },
		{ "log-url", KEY_LOG_URL, "URL", 0, "kcidb: where the log can be read", 0 },
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
