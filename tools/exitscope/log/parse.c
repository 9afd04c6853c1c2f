// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses a guest's serial log line by line. Whatever else is in it (firmware, kernel messages, boot
 * menus) is passed over; a record or a result line that is damaged is remembered as damage, because
 * a damaged log must never be a pass.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "log_record.h"
#include "parse.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "stamp.h"

#define RECORD "# exitscope {"

/* Lines of a kernel that may stand between the two halves of a record. */
#define MAX_BETWEEN 64

/* A number of decimal digits at *at; -1 if there is none. */
static long digits(const char **at, const char *end)
{
	long value = 0;

	if (*at == end || !isdigit((unsigned char)**at))
		return -1;
	while (*at < end && isdigit((unsigned char)**at) && value <= LOG_MAX_TESTS)
		value = value * 10 + *(*at)++ - '0';
	return value;
}

static const char *find(const char *at, const char *end, const char *word)
{
	return end > at ? memmem(at, end - at, word, strlen(word)) : NULL;
}

static bool skip_word(const char **at, const char *end, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(end - *at) < length || memcmp(*at, word, length))
		return false;
	*at += length;
	return true;
}

/* After `ok ` or `not ok `: `N name`, `N name # SKIP why`. */
static void result_line(struct log *log, bool ok, const char *at, const char *end)
{
	const char *directive, *name_end;
	struct log_result *result;
	long n = digits(&at, end);

	if (n <= 0 || n > LOG_MAX_TESTS) {
		log_damage(log, "a result line without a number");
		return;
	}
	result = log_result_of(log, n);
	if (result->line != OUTCOME_NONE) {
		log_damage(log, "a second result line for workload %ld", n);
		return;
	}
	while (at < end && (*at == ' ' || *at == '-'))
		at++;
	directive = find(at, end, "# SKIP");
	name_end = directive ? directive : end;
	while (name_end > at && name_end[-1] == ' ')
		name_end--;
	if (name_end == at)
		log_damage(log, "a result line without a name");
	else if (result->name && (strlen(result->name) != (size_t)(name_end - at) ||
				  memcmp(result->name, at, name_end - at)))
		log_damage(log, "result line and record of workload %ld name it differently", n);
	log_set_name(result, at, name_end - at);
	result->line = !ok ? OUTCOME_FAIL : directive ? OUTCOME_SKIP : OUTCOME_PASS;
	if (!ok && !result->why)
		result->why = log->wrong;
	else
		free(log->wrong);
	log->wrong = NULL;
	if (directive) {
		directive += 6;
		while (directive < end && *directive == ' ')
			directive++;
		free(result->why);
		result->why = print("%.*s", (int)(end - directive), directive);
	}
}

/* For people; kept for what has no counts to tell it by. */
static void wrong_line(struct log *log, const char *at, const char *end)
{
	free(log->wrong);
	log->wrong = print("%.*s", (int)(end - at), at);
}

static void plan_line(struct log *log, const char *at, const char *end)
{
	long plan = digits(&at, end);

	if (log->planned || plan < 0 || (at < end && *at != ' '))
		log_damage(log, "a damaged or second plan");
	log->planned = true;
	log->plan = plan;
}

static void drop_half(struct log *log)
{
	free(log->half);
	log->half = NULL;
}

/*
 * A record that does not parse may be the first half of one, which a kernel's message interrupted.
 * The second half is then the first line that begins without a kernel's stamp.
 */
static void take_record(struct log *log, const char *json, const char *end)
{
	const char *stamp;

	if (log_record(log, json, end - json))
		return;
	stamp = stamp_find(json, end);
	if (stamp == end || log->half) {
		log_damage(log, "a damaged record");
		return;
	}
	log->half = print("%.*s", (int)(stamp - json), json);
	log->half_line = log->number;
}

/* Whether the line is one after the first half of a record, and no more needs to be done. */
static bool second_half(struct log *log, const char *line, const char *end)
{
	bool whole;
	char *both;

	if (stamp_skip(line, end) != line && log->number - log->half_line < MAX_BETWEEN)
		return true;
	both = print("%s%.*s", log->half, (int)(end - line), line);
	drop_half(log);
	whole = log_record(log, both, strlen(both));
	free(both);
	if (!whole)
		log_damage(log, "a damaged record, from line %u", log->half_line);
	return whole;
}

static void test_line(struct log *log, const char *at, const char *end)
{
	end = stamp_find(at, end);
	if (skip_word(&at, end, "1.."))
		plan_line(log, at, end);
	else if (skip_word(&at, end, "ok "))
		result_line(log, true, at, end);
	else if (skip_word(&at, end, "not ok "))
		result_line(log, false, at, end);
	else if (skip_word(&at, end, "# WRONG: "))
		wrong_line(log, at, end);
}

void log_line(struct log *log, const char *line, size_t length)
{
	const char *end = line + length, *json;

	log->number++;
	while (end > line && (end[-1] == '\r' || end[-1] == '\n'))
		end--;
	/* A header or a record may stand behind what the firmware or a kernel left on its line. */
	if (find(line, end, "KTAP version 1")) {
		log->runs++;
		return;
	}
	/* Of a log with several runs, which is incomplete, the first is shown. */
	if (log->runs > 1 || (log->half && second_half(log, line, end)))
		return;
	json = find(line, end, RECORD);
	if (json)
		take_record(log, json + sizeof(RECORD) - 2, end);
	else if (log->runs)
		test_line(log, stamp_skip(line, end), end);
}

bool log_open(struct log *log, const char *path)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	bool good = file && log_read(log, file);

	if (!good)
		error("%s: %s", path, strerror(errno));
	if (file && file != stdin)
		fclose(file);
	return good;
}

bool log_read(struct log *log, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool good;

	while ((length = getline(&line, &room, file)) >= 0)
		log_line(log, line, length);
	good = !ferror(file);
	free(line);
	return good;
}
