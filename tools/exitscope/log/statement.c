// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "log_record.h"
#include "shared/memory.h"
#include "stamp.h"
#include "statement.h"

const char *text_find(const char *at, const char *end, const char *word)
{
	return end > at ? memmem(at, end - at, word, strlen(word)) : NULL;
}

bool text_starts(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(end - at) >= length && !memcmp(at, word, length);
}

static bool skip_word(const char **at, const char *end, const char *word)
{
	if (!text_starts(*at, end, word))
		return false;
	*at += strlen(word);
	return true;
}

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

/* `ok N name`, `ok N - name`, `ok N name # SKIP why`. */
bool result_parse(struct result_line *line, const char *at, const char *end)
{
	const char *directive;

	memset(line, 0, sizeof(*line));
	line->ok = skip_word(&at, end, "ok ");
	if (!line->ok && !skip_word(&at, end, "not ok "))
		return false;
	line->n = digits(&at, end);
	if (line->n <= 0 || line->n > LOG_MAX_TESTS)
		line->n = 0;
	while (at < end && (*at == ' ' || *at == '-'))
		at++;
	directive = text_find(at, end, "# SKIP");
	if (directive) {
		line->skip = true;
		line->why = directive + 6;
		while (line->why < end && *line->why == ' ')
			line->why++;
		line->why_length = end - line->why;
		end = directive;
	}
	while (end > at && end[-1] == ' ')
		end--;
	line->name = at;
	line->name_length = end - at;
	return true;
}

const struct log_result *result_recorded(const struct log *log, long n)
{
	const struct log_result *result;

	if (n <= 0 || (size_t)n >= log->index_size || !log->index[n])
		return NULL;
	result = &log->results[log->index[n] - 1];
	return result->record == OUTCOME_NONE ? NULL : result;
}

static enum outcome outcome_of(const struct result_line *line)
{
	return !line->ok ? OUTCOME_FAIL : line->skip ? OUTCOME_SKIP : OUTCOME_PASS;
}

static bool named(const struct result_line *line, const char *name)
{
	return strlen(name) == (size_t)line->name_length &&
	       !memcmp(name, line->name, line->name_length);
}

bool result_agrees(const struct result_line *line, const struct log_result *record)
{
	return named(line, record->name) && outcome_of(line) == record->record &&
	       (!line->skip || !record->why ||
		(strlen(record->why) == (size_t)line->why_length &&
		 !memcmp(record->why, line->why, line->why_length)));
}

/* Whether the line is the one of its row, as far as the record tells. */
static bool belongs(struct log *log, const struct result_line *line, struct log_result *result)
{
	bool recorded = result->record != OUTCOME_NONE;

	if (!line->name_length) {
		log_doubt(log, "a result line without a name");
		result->cut = line->ok ? OUTCOME_PASS : OUTCOME_FAIL;
		return false;
	}
	if (recorded && !named(line, result->name)) {
		log_doubt(log, "result line and record of workload %ld name it differently",
			  line->n);
		result->strange = true;
		return false;
	}
	if (result->line == OUTCOME_NONE)
		return true;
	/* Without a record it may be another console's. */
	if (recorded)
		log_damage(log, "a second result line for workload %ld", line->n);
	else
		log_doubt(log, "a second result line for workload %ld", line->n);
	return false;
}

static void take_result(struct log *log, const struct result_line *line)
{
	struct log_result *result;

	if (line->n <= 0) {
		log_doubt(log, "a result line without a number");
		return;
	}
	result = log_result_of(log, line->n);
	if (!belongs(log, line, result))
		return;
	log_set_name(result, line->name, line->name_length);
	result->line = outcome_of(line);
	if (!line->ok && !result->why)
		result->why = log->wrong;
	else
		free(log->wrong);
	log->wrong = NULL;
	/* The record's own words are not cut by anything. */
	if (line->skip && (result->record == OUTCOME_NONE || !result->why)) {
		free(result->why);
		result->why = print("%.*s", line->why_length, line->why);
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
	bool good = plan >= 0 && (at == end || *at == ' ');

	if (log->planned || !good)
		log_doubt(log, "a damaged or second plan");
	if (!good)
		return;
	if (log->plan_count == LOG_MAX_PLANS) {
		log_damage(log, "more than %d plans", LOG_MAX_PLANS);
		return;
	}
	log->plans[log->plan_count++] = plan;
	if (!log->planned)
		log->plan = plan;
	log->planned = true;
}

/* Behind the end another run begins; before it, it may be another console's: the records tell. */
static void header(struct log *log)
{
	if (!log->runs || log->end.seen) {
		log->runs++;
		return;
	}
	log_doubt(log, "a second KTAP header");
	log->header_again = true;
}

static void test_line(struct log *log, const char *at, const char *end)
{
	struct result_line line;

	end = stamp_find(at, end);
	if (result_parse(&line, at, end))
		take_result(log, &line);
	else if (skip_word(&at, end, "1.."))
		plan_line(log, at, end);
	else if (skip_word(&at, end, REMARK))
		wrong_line(log, at, end);
}

/* A header or a record may stand behind what the firmware or a kernel left on its line. */
void statement(struct log *log, const char *at, const char *end)
{
	const char *json;

	if (text_find(at, end, HEADER)) {
		header(log);
		return;
	}
	json = text_find(at, end, RECORD);
	if (json) {
		json += sizeof(RECORD) - 2;
		if (!log_record(log, json, end - json))
			log_damage(log, "a damaged record");
	} else if (log->runs) {
		test_line(log, at, end);
	}
}
