// SPDX-License-Identifier: GPL-2.0-only
/* exitscope show LOG: the table and the verdict of a log that is there already. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>

#include "base/status.h"
#include "log.h"
#include "parse.h"
#include "show.h"
#include "table.h"
#include "verdict.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
	char **path = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*path)
			argp_error(state, "one log at a time");
		*path = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which log?");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int command_show(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "LOG",
		.doc = "Prints the table and the verdict of a guest's serial log (- is standard input).",
	};
	enum status status;
	struct log log = { 0 };
	char *path = NULL, *why;

	argp_parse(&argp, argc, argv, 0, NULL, &path);
	if (!log_open(&log, path)) {
		log_free(&log);
		return STATUS_CANNOT_RUN;
	}
	log_table(&log, stdout);
	status = log_verdict(&log, &why);
	printf("%s: %s\n", status_name(status), why);
	free(why);
	log_free(&log);
	return status;
}
