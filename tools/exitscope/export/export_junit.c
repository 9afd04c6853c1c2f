// SPDX-License-Identifier: GPL-2.0-only
/*
 * JUnit's XML, as Jenkins, GitLab and GitHub's reporters read it: a suite a log, a case a workload. A
 * case more, of the log itself, is an error when the log is incomplete.
 */
#include <inttypes.h>
#include <string.h>

#include "base/status.h"
#include "base/xml.h"
#include "format.h"
#include "log/log.h"
#include "log/log_value.h"

static void attribute(FILE *to, const char *name, const char *value)
{
	fprintf(to, " %s=\"", name);
	xml_text(value, to);
	fputc('"', to);
}

static void property(FILE *to, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	fputs("      <property", to);
	attribute(to, "name", name);
	attribute(to, "value", value);
	fputs("/>\n", to);
}

static void properties(FILE *to, const struct log *log)
{
	char vcpus[16];

	if (!log->host.seen)
		return;
	snprintf(vcpus, sizeof(vcpus), "%u", log->host.vcpus);
	fputs("    <properties>\n", to);
	property(to, "lab", log->run.lab);
	property(to, "config", log->run.config);
	property(to, "numbering", log->host.numbering);
	property(to, "flags", log->host.flag_names);
	property(to, "apic", log->host.apic);
	property(to, "vcpus", vcpus);
	fputs("    </properties>\n", to);
}

static void wrong_counts(FILE *to, const struct log_result *result)
{
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];

		if (!log_exit_wrong(exit))
			continue;
		xml_text(exit->name, to);
		fprintf(to, ": expected %s%" PRId64 ", counted %" PRIu64 "\n",
			exit->at_most ? "at most " : "", exit->expect < 0 ? 0 : exit->expect,
			exit->count);
	}
}

static void test_case(FILE *to, const struct exported *exported, const struct log_result *result)
{
	fputs("    <testcase", to);
	attribute(to, "name", result->name ? result->name : "");
	attribute(to, "classname", exported->name);
	if (result->line == OUTCOME_PASS) {
		fputs("/>\n", to);
		return;
	}
	fputs(">\n      <", to);
	fputs(result->line == OUTCOME_FAIL   ? "failure"
	      : result->line == OUTCOME_SKIP ? "skipped"
					     : "error",
	      to);
	attribute(to, "message",
		  result->why			 ? result->why
		  : result->line == OUTCOME_FAIL ? "counts are not as expected"
		  : result->line == OUTCOME_SKIP ? "skipped"
						 : "no result line");
	if (result->line == OUTCOME_FAIL) {
		fputc('>', to);
		wrong_counts(to, result);
		fputs("</failure>\n    </testcase>\n", to);
	} else {
		fputs("/>\n    </testcase>\n", to);
	}
}

static void log_case(FILE *to, const struct exported *exported, bool whole)
{
	fputs("    <testcase name=\"(the log is complete)\"", to);
	attribute(to, "classname", exported->name);
	if (whole) {
		fputs("/>\n", to);
		return;
	}
	fputs(">\n      <error", to);
	attribute(to, "message", exported->why);
	fputs("/>\n    </testcase>\n", to);
}

void export_junit(const struct exported *exported, FILE *to)
{
	const struct log *log = exported->log;
	unsigned int failed = 0, skipped = 0, errors = 0;
	bool whole = status_whole(exported->status);
	char counts[128];

	for (size_t i = 0; i < log->result_count; i++) {
		failed += log->results[i].line == OUTCOME_FAIL;
		skipped += log->results[i].line == OUTCOME_SKIP;
		errors += log->results[i].line == OUTCOME_NONE;
	}
	snprintf(counts, sizeof(counts), " tests=\"%zu\" failures=\"%u\" errors=\"%u\"",
		 log->result_count + 1, failed, errors + !whole);
	fprintf(to,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"exitscope\"%s>\n",
		counts);
	fputs("  <testsuite", to);
	attribute(to, "name", exported->name);
	fprintf(to, "%s skipped=\"%u\">\n", counts, skipped);
	properties(to, log);
	for (size_t i = 0; i < log->result_count; i++)
		test_case(to, exported, &log->results[i]);
	log_case(to, exported, whole);
	fputs("  </testsuite>\n</testsuites>\n", to);
}
