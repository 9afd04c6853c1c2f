// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console is shared: a kernel's message gets into a line of the guest's, which goes on in a line of its own. The
 * first half is kept until there is a line that makes it whole. What whole is, the halves do not say alone: a
 * record must parse, and a result line must say what the record before it said.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "log_record.h"
#include "shared/memory.h"
#include "statement.h"

/* Lines that may stand between two halves. */
#define MAX_BETWEEN 64

static const char *const words[] = { HEADER, RECORD, REMARK, "1..", "ok ", "not ok " };

#define WORDS (sizeof(words) / sizeof(words[0]))

/* Whether the guest begins a line so. */
static bool begins(const char *at, const char *end)
{
	if (text_starts(at, end, "# "))
		return true;
	for (size_t i = 0; i < WORDS; i++)
		if (text_starts(at, end, words[i]))
			return true;
	return false;
}

/* Whether the guest may have begun a line so. */
static bool plausible(const char *at, const char *end)
{
	for (size_t i = 0; i < WORDS; i++) {
		size_t length = strlen(words[i]);

		if ((size_t)(end - at) < length)
			length = end - at;
		if (length && !memcmp(at, words[i], length))
			return true;
	}
	return text_find(at, end, RECORD);
}

static bool whole_plan(const char *at, const char *end)
{
	const char *digits = at += 3;

	while (at < end && isdigit((unsigned char)*at))
		at++;
	return at > digits && at == end;
}

/* A whole line, of which nothing is missing as far as one can tell. */
static bool whole(struct log *log, const char *at, const char *end)
{
	const char *json = text_find(at, end, RECORD);
	const struct log_result *record;
	struct result_line line;

	if (json)
		return log_record_whole(log, json + sizeof(RECORD) - 2, end);
	if (text_starts(at, end, "1.."))
		return whole_plan(at, end);
	if (!result_parse(&line, at, end))
		return text_find(at, end, HEADER) || text_starts(at, end, REMARK);
	record = result_recorded(log, line.n);
	return record ? result_agrees(&line, record) : line.n && line.name_length;
}

/*
 * A line that may be whole, or go on: a plan with more digits, and words for people, which nothing else says. No line
 * of the guest's begins as their rests do.
 */
static bool open_ended(const struct log *log, const char *at, const char *end)
{
	const struct log_result *record;
	struct result_line line;

	if (text_starts(at, end, "1..") || text_starts(at, end, REMARK))
		return true;
	if (!result_parse(&line, at, end) || !line.skip)
		return false;
	record = result_recorded(log, line.n);
	return record && !record->why;
}

/*
 * The half of a result line whose message has no time in front: the rest of the name is all that shows it. The whole
 * line, to be freed, or NULL.
 */
static char *mended(const struct log *log, const char *at, const char *end)
{
	const char *directive = text_find(at, end, "# SKIP"), *rest = directive ? directive : end;
	const struct log_result *record;
	struct result_line line;
	size_t length, known;

	if (!result_parse(&line, log->half, log->half + strlen(log->half)))
		return NULL;
	record = result_recorded(log, line.n);
	while (rest > at && rest[-1] == ' ')
		rest--;
	length = rest - at;
	known = record ? strlen(record->name) : 0;
	if (!record || length > known || memcmp(record->name + known - length, at, length) ||
	    (size_t)line.name_length < known - length ||
	    memcmp(record->name, line.name, known - length))
		return NULL;
	return print("%s %ld %s%.*s", line.ok ? "ok" : "not ok", line.n, record->name,
		     (int)(end - rest), rest);
}

static void drop(struct log *log)
{
	free(log->half);
	log->half = NULL;
}

void cut_end(struct log *log)
{
	char *half = log->half;
	const char *json = half ? strstr(half, RECORD) : NULL;

	if (!half)
		return;
	log->half = NULL;
	if (json && !log_record_whole(log, json + sizeof(RECORD) - 2, half + strlen(half)))
		log_damage(log, "a damaged record, from line %u", log->half_line);
	else
		statement(log, half, half + strlen(half));
	free(half);
}

/* Whether the header or record in a text begins at own or behind it: then it is no rest of what is before. */
static bool starts_behind(const char *text, const char *own, const char *end)
{
	const char *record = text_find(text, end, RECORD), *header = text_find(text, end, HEADER);

	return (record && record >= own) || (header && header >= own);
}

/* Takes the line as the half's rest, if it makes it whole, or is another part of it. */
static bool joined(struct log *log, const char *at, const char *stamp, const char *end)
{
	char *both = print("%s%.*s", log->half, (int)(stamp - at), at), *named = NULL;
	const char *own = both + strlen(log->half), *both_end = both + strlen(both);
	bool done = whole(log, both, both_end) && !starts_behind(both, own, both_end);

	if (!done) {
		named = mended(log, at, stamp);
		done = named;
	}
	if (done) {
		const char *text = named ? named : both;

		drop(log);
		statement(log, text, text + strlen(text));
	} else if (stamp != end && !begins(at, stamp)) {
		drop(log);
		log->half = both;
		return true;
	}
	free(named);
	free(both);
	return done;
}

static bool between(struct log *log, const char *at, const char *stamp, const char *end)
{
	const char *half_end = log->half + strlen(log->half);
	bool ready = whole(log, log->half, half_end);

	/* The newline that the half itself had. */
	if (at == end && ready) {
		cut_end(log);
		return true;
	}
	if (ready && (begins(at, stamp) || !open_ended(log, log->half, half_end))) {
		cut_end(log);
		return false;
	}
	if (joined(log, at, stamp, end))
		return true;
	if (begins(at, stamp)) {
		cut_end(log);
		return false;
	}
	return true;
}

/* Without a stamp: only a result line, where the record says that it is not whole. */
static bool begin(struct log *log, const char *at, const char *stamp, const char *end)
{
	const struct log_result *record;
	struct result_line line;

	if (stamp == end) {
		record = result_parse(&line, at, end) ? result_recorded(log, line.n) : NULL;
		if (!record || result_agrees(&line, record))
			return false;
	} else if (!plausible(at, stamp) ||
		   (whole(log, at, stamp) && !open_ended(log, at, stamp))) {
		return false;
	}
	log->half = print("%.*s", (int)(stamp - at), at);
	log->half_line = log->number;
	return true;
}

bool cut_line(struct log *log, const char *at, const char *stamp, const char *end)
{
	if (log->half && log->number - log->half_line >= MAX_BETWEEN)
		cut_end(log);
	if (log->half && stamp == at && at < end) {
		if (!text_find(at, end, RECORD) && !text_find(at, end, HEADER))
			return true;
		cut_end(log);
	}
	if (log->half && between(log, at, stamp, end))
		return true;
	return stamp != at && begin(log, at, stamp, end);
}
