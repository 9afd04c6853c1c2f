// SPDX-License-Identifier: GPL-2.0-only
/*
 * JUnit's XML, as Jenkins, GitLab and GitHub's reporters read it: a suite a log, a case a workload. A
 * case more, of the log itself, is an error when the log is incomplete.
 */
#include <inttypes.h>
#include <string.h>

#include "format.h"

/* Bytes of the UTF-8 sequence at text if it is a character of XML 1.0; else 0. */
static size_t xml_character(const unsigned char *text)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = *text < 0x80   ? 1
			: *text < 0xc0 ? 0
			: *text < 0xe0 ? 2
			: *text < 0xf0 ? 3
				       : 4;
	uint32_t value = length == 1 ? *text : *text & (0x7f >> length);

	if (!length || *text >= 0xf8)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ||
	    value == 0xfffe || value == 0xffff)
		return 0;
	return value >= ' ' || value == '\t' || value == '\n' ? length : 0;
}

void export_xml_text(const char *text, FILE *to)
{
	while (text && *text) {
		size_t length = xml_character((const unsigned char *)text);

		if (!length)
			fputs("\xef\xbf\xbd", to);
		else if (*text == '<')
			fputs("&lt;", to);
		else if (*text == '>')
			fputs("&gt;", to);
		else if (*text == '&')
			fputs("&amp;", to);
		else if (*text == '"')
			fputs("&quot;", to);
		else
			fwrite(text, 1, length, to);
		text += length ? length : 1;
	}
}

static void attribute(FILE *to, const char *name, const char *value)
{
	fprintf(to, " %s=\"", name);
	export_xml_text(value, to);
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
		export_xml_text(exit->name, to);
		fprintf(to, ": expected %s%" PRId64 ", counted %" PRIu64 "\n",
			exit->at_most ? "at most " : "", exit->expect < 0 ? 0 : exit->expect,
			exit->count);
	}
}

static void test_case(FILE *to, const struct export *export, const struct log_result *result)
{
	fputs("    <testcase", to);
	attribute(to, "name", result->name ? result->name : "");
	attribute(to, "classname", export->name);
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

static void log_case(FILE *to, const struct export *export, bool whole)
{
	fputs("    <testcase name=\"(the log is complete)\"", to);
	attribute(to, "classname", export->name);
	if (whole) {
		fputs("/>\n", to);
		return;
	}
	fputs(">\n      <error", to);
	attribute(to, "message", export->why);
	fputs("/>\n    </testcase>\n", to);
}

void export_junit(const struct export *export, FILE *to)
{
	const struct log *log = export->log;
	unsigned int failed = 0, skipped = 0, errors = 0;
	bool whole = export->status <= STATUS_FAIL || export->status == STATUS_SKIP;
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
	attribute(to, "name", export->name);
	fprintf(to, "%s skipped=\"%u\">\n", counts, skipped);
	properties(to, log);
	for (size_t i = 0; i < log->result_count; i++)
		test_case(to, export, &log->results[i]);
	log_case(to, export, whole);
	fputs("  </testsuite>\n</testsuites>\n", to);
}
