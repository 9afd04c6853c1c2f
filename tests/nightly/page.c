// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/output.h"
#include "base/xml.h"
#include "page.h"
#include "report/report_style.h"
#include "shared/memory.h"

#define REFRESH 30 /* seconds, while it goes on */

static void write_time(const char *format, time_t when, FILE *to)
{
	char text[64];

	strftime(text, sizeof(text), format, localtime(&when));
	xml_text(text, to);
}

/* 59 s, 12 min 5 s, 2 h 3 min. */
static void write_seconds(double seconds, FILE *to)
{
	unsigned long all = lround(seconds);

	if (all < 60)
		fprintf(to, "%lu s", all);
	else if (all < 3600)
		fprintf(to, "%lu min %lu s", all / 60, all % 60);
	else
		fprintf(to, "%lu h %lu min", all / 3600, all / 60 % 60);
}

static void write_head(const struct night *night, FILE *to)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n",
	      to);
	if (!night->ended)
		fprintf(to, "<meta http-equiv=\"refresh\" content=\"%d\">\n", REFRESH);
	fprintf(to,
		"<link rel=\"icon\" href=\"data:,\">\n<title>Exitscope: nightly</title>\n"
		"<style>\n%s</style>\n</head>\n<body>\n",
		report_style);
}

static void write_sum(const struct night *night, FILE *to)
{
	unsigned int parts[4] = { 0 }, unchosen = 0, running = 0;
	unsigned long passed = 0, failed = 0, skipped = 0;

	for (size_t i = 0; i < night->count; i++) {
		const struct entry *entry = &night->entry[i];

		parts[entry->result.verdict]++;
		unchosen += !entry->chosen;
		running += entry->since != 0;
		passed += entry->result.passed;
		failed += entry->result.failed;
		skipped += entry->result.skipped;
	}
	fprintf(to, "<p class=\"verdict%s\">",
		parts[VERDICT_FAIL] || (night->ended && parts[VERDICT_NONE]) ? " bad" : "");
	xml_text(night->ended ? night->ended : "running", to);
	fprintf(to,
		": of %zu parts %u pass, %u fail, %u are skipped, %u have no result yet (%u of them run). "
		"Their results: %lu passed, %lu failed, %lu skipped.</p>\n",
		night->count, parts[VERDICT_PASS], parts[VERDICT_FAIL], parts[VERDICT_SKIP],
		parts[VERDICT_NONE], running, passed, failed, skipped);
	if (night->why) {
		fputs("<p class=\"bad\">", to);
		xml_text(night->why, to);
		fputs("</p>\n", to);
	}
	if (unchosen)
		fprintf(to, "<p>A choice: %u parts are not asked for.</p>\n", unchosen);
}

static void write_where(const struct night *night, FILE *to)
{
	struct utsname name;

	fputs("<p>Tree: ", to);
	xml_text(night->called, to);
	fputs(". Begun ", to);
	write_time("%F %T", night->began, to);
	fputs(", this page is of ", to);
	write_time("%T", time(NULL), to);
	if (!uname(&name)) {
		fprintf(to, ", on %ld processors of ", sysconf(_SC_NPROCESSORS_ONLN));
		xml_text(name.nodename, to);
		fputs(", Linux ", to);
		xml_text(name.release, to);
	}
	fputs(".</p>\n", to);
}

static const char *state_of(const struct entry *entry)
{
	if (entry->since)
		return "running";
	if (entry->result.verdict)
		return verdict_name(entry->result.verdict);
	return entry->chosen ? "no result" : "not asked for";
}

static void write_counts(const struct result *result, FILE *to)
{
	if (!result->counted)
		fputs("<td class=\"n\"><td class=\"n\"><td class=\"n\">", to);
	else
		fprintf(to, "<td class=\"n\">%u<td class=\"n%s\">%u<td class=\"n\">%u",
			result->passed, result->failed ? " bad" : "", result->failed,
			result->skipped);
}

static void write_clock(const struct entry *entry, FILE *to)
{
	fputs("<td class=\"n\">", to);
	if (entry->since) {
		fputs("since ", to);
		write_time("%T", entry->since, to);
	} else if (entry->result.began) {
		write_seconds(entry->result.seconds, to);
	}
	fputs("<td class=\"n\">", to);
	write_seconds(entry->part->limit, to);
}

static void write_row(const struct night *night, const struct entry *entry, FILE *to)
{
	char *log = print("log/%s.log", entry->part->name),
	     *path = print("%s/%s", night->folder, log);

	fputs("<tr><th scope=\"row\">", to);
	xml_text(entry->part->name, to);
	fprintf(to, "<td%s>%s%s", entry->result.verdict == VERDICT_FAIL ? " class=\"bad\"" : "",
		state_of(entry), entry->kept ? ", earlier" : "");
	write_counts(&entry->result, to);
	write_clock(entry, to);
	fputs("<td class=\"wide\">", to);
	if (entry->result.why)
		xml_text(entry->result.why, to);
	fputs("<td>", to);
	if ((entry->since || entry->result.began) && !access(path, F_OK)) {
		fputs("<a href=\"", to);
		xml_text(log, to);
		fputs("\">log</a>", to);
	}
	fputs("<td class=\"wide\"><code>", to);
	xml_text(entry->part->command, to);
	fputs("</code>\n", to);
	free(path);
	free(log);
}

bool page_write(const struct night *night)
{
	char *path = print("%s/index.html", night->folder);
	struct output output;
	bool good = output_open(&output, path);

	if (good) {
		write_head(night, output.file);
		fputs("<main>\n<h1>Exitscope: nightly</h1>\n", output.file);
		write_sum(night, output.file);
		write_where(night, output.file);
		fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Parts\"><table>\n<thead><tr>"
		      "<th scope=\"col\">part<th scope=\"col\">verdict<th scope=\"col\" class=\"n\">passed"
		      "<th scope=\"col\" class=\"n\">failed<th scope=\"col\" class=\"n\">skipped"
		      "<th scope=\"col\" class=\"n\">time<th scope=\"col\" class=\"n\">limit"
		      "<th scope=\"col\">why, or the first that failed<th scope=\"col\">log"
		      "<th scope=\"col\">command</thead>\n<tbody>\n",
		      output.file);
		for (size_t i = 0; i < night->count; i++)
			write_row(night, &night->entry[i], output.file);
		fputs("</table></div>\n</main>\n</body>\n</html>\n", output.file);
		good = output_close(&output);
	}
	free(path);
	return good;
}
