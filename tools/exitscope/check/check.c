// SPDX-License-Identifier: GPL-2.0-only
/* exitscope check LOG... --expect FILE: assertions for continuous integration. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "check.h"
#include "expect.h"
#include "explain/explanation.h"
#include "explain/lay.h"
#include "explain/saved.h"
#include "judge.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/paths.h"
#include "log/verdict.h"
#include "shared/memory.h"

struct arguments {
	struct paths logs;
	struct paths expects;
};

static const struct argp_option option_list[] = {
	{ "expect", 'e', "FILE", 0, "What must hold; may be given more than once", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'e':
		paths_add(&arguments->expects, argument);
		return 0;
	case ARGP_KEY_ARG:
		return paths_expand(&arguments->logs, argument) ? 0 : STATUS_CANNOT_RUN;
	case ARGP_KEY_END:
		if (!arguments->expects.count)
			argp_error(state, "--expect FILE says what must hold; it is missing");
		if (!arguments->logs.count)
			argp_error(state, "which log?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status status_of(const struct judgement *judgement)
{
	if (judgement->violated)
		return STATUS_FAIL;
	return judgement->held ? STATUS_PASS : STATUS_SKIP;
}

/* Judges a log that is whole enough. */
static enum status judge_log(const struct paths *files, const struct expects *expects,
			     const char *path, const struct log *log, const struct parts *parts)
{
	struct judgement judgement = { 0 };
	enum status status;

	for (size_t i = 0; i < files->count; i++)
		judge(&expects[i], log, parts, path, &judgement, stdout);
	status = status_of(&judgement);
	printf("%s: %s: %u held, %u violated; lines: %u not for this host, %u optional "
	       "without a row, %u without counters",
	       path, status_name(status), judgement.held, judgement.violated, judgement.not_here,
	       judgement.unmatched_optional, judgement.uncounted);
	if (judgement.disturbed)
		printf(", %u disturbed", judgement.disturbed);
	if (judgement.untraced)
		printf(", %u without a trace", judgement.untraced);
	if (judgement.waits)
		printf(", %u of rows that wait", judgement.waits);
	putchar('\n');
	return status;
}

static enum status check_opened(const struct paths *files, const struct expects *expects,
				const char *path, const struct log *log, const struct parts *parts)
{
	char *why;
	enum status status = log_verdict(log, &why);

	if (status == STATUS_PASS || status == STATUS_FAIL || status == STATUS_SKIP)
		status = judge_log(files, expects, path, log, parts);
	else
		printf("%s: %s: %s\n", path, status_name(status), why);
	free(why);
	return status;
}

/* A trace that was kept has its log in it. */
static enum status check_trace(const struct paths *files, const struct expects *expects,
			       const char *path)
{
	struct explanation explanation;
	enum status status = STATUS_INCOMPLETE;
	struct parts parts = { 0 };
	struct saved saved;
	char *why = NULL;

	if (!saved_open(&saved, path))
		return STATUS_CANNOT_RUN;
	if (explain_trace(&explanation, saved.file.data, saved.trace, &saved.log, saved.symbols,
			  &why)) {
		explanation_lay(&parts, NOW, &explanation);
		parts_sum(&parts, false);
		status = check_opened(files, expects, path, &saved.log, &parts);
	} else {
		printf("%s: %s: %s\n", path, status_name(status), why);
	}
	free(why);
	parts_free(&parts);
	explanation_free(&explanation);
	saved_close(&saved);
	return status;
}

static enum status check_log(const struct paths *files, const struct expects *expects,
			     const char *path)
{
	struct log log = { 0 };
	enum status status = STATUS_CANNOT_RUN;

	if (saved_is_there(path))
		return check_trace(files, expects, path);
	if (log_open(&log, path))
		status = check_opened(files, expects, path, &log, NULL);
	log_free(&log);
	return status;
}

static enum status check(const struct arguments *arguments)
{
	struct expects *expects = allocate(arguments->expects.count * sizeof(*expects));
	enum status status = STATUS_PASS;

	for (size_t i = 0; i < arguments->expects.count; i++)
		if (!expects_read(&expects[i], arguments->expects.path[i]))
			status = status_worse(status,
					      expects[i].errors ? STATUS_USAGE : STATUS_CANNOT_RUN);
	for (size_t i = 0; status < STATUS_USAGE && i < arguments->logs.count; i++)
		status = status_worse(status, check_log(&arguments->expects, expects,
							arguments->logs.path[i]));
	for (size_t i = 0; i < arguments->expects.count; i++)
		expects_free(&expects[i]);
	free(expects);
	return status;
}

int command_check(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "LOG|DIRECTORY... --expect FILE",
		.doc = "Holds logs against expectations, one a line, and names each that a log "
		       "violates, with what was expected and what was found. The language is "
		       "described in exitscope(1).",
	};
	struct arguments arguments = { 0 };
	enum status status;

	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		status = STATUS_CANNOT_RUN;
	else
		status = check(&arguments);
	paths_free(&arguments.logs);
	paths_free(&arguments.expects);
	return status;
}
