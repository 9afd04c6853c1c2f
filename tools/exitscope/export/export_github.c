// SPDX-License-Identifier: GPL-2.0-only
/*
 * Annotations as GitHub's log has them, `::error title=...::...`: a line for each workload that failed, one for a log
 * that is incomplete, and one for all that is well. A job prints them to its standard output.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/xml.h"
#include "format.h"
#include "log/log_value.h"
#include "shared/memory.h"

/* A property ends at a comma or a colon, a message at the line's end. */
static void escaped(FILE *to, const char *text, const char *special)
{
	while (text && *text) {
		size_t length = utf8_length((const unsigned char *)text);

		if (!length)
			fputc('?', to);
		else if (length == 1 && strchr(special, *text))
			fprintf(to, "%%%02X", *text);
		else
			fwrite(text, 1, length, to);
		text += length ? length : 1;
	}
}

static void annotation(FILE *to, const char *kind, const char *log, const char *workload,
		       const char *message)
{
	fprintf(to, "::%s title=", kind);
	escaped(to, log, "%\n:,");
	if (workload) {
		fputc(' ', to);
		escaped(to, workload, "%\n:,");
	}
	fputs("::", to);
	escaped(to, message, "%\n");
	fputc('\n', to);
}

/* What was counted wrong, to be freed; else what the guest said. */
static char *reason_of(const struct log_result *result)
{
	char *all = print("%s", ""), *more;

	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];

		if (!log_exit_wrong(exit))
			continue;
		more = print("%s%s%s: expected %s%" PRId64 ", counted %" PRIu64, all,
			     *all ? "; " : "", exit->name, exit->at_most ? "at most " : "",
			     exit->expect < 0 ? 0 : exit->expect, exit->count);
		free(all);
		all = more;
	}
	if (*all)
		return all;
	free(all);
	return print("%s", result->why ? result->why : "failed");
}

void export_github(const struct exported *exported, FILE *to)
{
	const struct log *log = exported->log;
	bool good = exported->status == STATUS_PASS || exported->status == STATUS_SKIP;

	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];
		char *reason;

		if (result->line != OUTCOME_FAIL)
			continue;
		reason = reason_of(result);
		annotation(to, "error", exported->name, result->name, reason);
		free(reason);
	}
	if (!status_whole(exported->status))
		annotation(to, "error", exported->name, status_name(exported->status),
			   exported->why);
	else if (good)
		annotation(to, "notice", exported->name, NULL, exported->why);
}
