// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses a guest's serial log line by line. Whatever else is in it (firmware, kernel messages, boot
 * menus) is passed over; a record or a result line that is damaged is remembered as damage, because
 * a damaged log must never be a pass.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "cut.h"
#include "lines.h"
#include "log.h"
#include "parse.h"
#include "prefix.h"
#include "settle.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "source.h"
#include "stamp.h"
#include "statement.h"

/* What the console itself has on a line, without what collectors of logs put before it. */
static void console_line(struct log *log, const char *at, const char *end)
{
	const char *stamp = stamp_find(at, end);

	if (cut_line(log, at, stamp, end))
		return;
	/* A kernel's own line, unless it is a stamp that all lines have, or the guest's begins behind it. */
	if (stamp == at && at < end && prefix_sure(&log->prefix) && !text_find(at, end, RECORD) &&
	    !text_find(at, end, HEADER))
		return;
	statement(log, stamp == at ? stamp_skip(at, end) : at, end);
}

/* A line, or what stands between two carriage returns in one. */
static void part_line(struct log *log, const char *at, const char *end)
{
	const char *behind = prefix_skip(&log->prefix, at, end), *record, *first;

	if (!behind && prefix_sure(&log->prefix)) {
		/* Another console's; but another guest's verdict must not be passed over. */
		if (text_find(at, end, RECORD))
			log_damage(log, "a record without what stands before all others");
		return;
	}
	record = prefix_sure(&log->prefix) ? NULL : text_find(at, end, RECORD);
	first = record || prefix_sure(&log->prefix) ? record : text_find(at, end, HEADER);
	if (first) {
		prefix_learn(&log->prefix, at, first, record);
		behind = first;
	}
	console_line(log, behind ? behind : at, end);
}

static void parts(struct log *log, const char *at, const char *end)
{
	const char *stop;

	while (log->runs < 2 && (stop = memchr(at, '\r', end - at))) {
		if (stop > at)
			part_line(log, at, stop);
		at = stop + 1;
	}
	/* Of a log with several runs, which is incomplete, the first is shown. */
	if (log->runs < 2)
		part_line(log, at, end);
	else if (text_find(at, end, HEADER))
		log->runs++;
}

static void flush_held(struct log *log)
{
	unsigned int number = log->number;
	char *held = log->held;

	if (!held)
		return;
	log->held = NULL;
	log->number = log->held_line;
	parts(log, held, held + strlen(held));
	log->number = number;
	free(held);
}

/*
 * GitLab's runner cuts a line where a job flushes it, and says so of the rest by a + in place of a blank:
 * `2026-11-25T16:53:51.123456Z 00O+`. So each such line waits for the next.
 */
static bool runner_line(struct log *log, const char *at, const char *end)
{
	static const struct prefix times = { .shape = "\1\1O", .seen = 1 };
	const char *behind = prefix_skip(&times, at, end);
	char *both;

	if (!behind || behind == end || (*behind != ' ' && *behind != '+'))
		return false;
	if (*behind++ == '+' && log->held) {
		both = print("%s%.*s", log->held, (int)(end - behind), behind);
		free(log->held);
		log->held = both;
		return true;
	}
	flush_held(log);
	log->held = print("%.*s", (int)(end - behind), behind);
	log->held_line = log->number;
	return true;
}

void log_line(struct log *log, const char *line, size_t length)
{
	char *text;

	log->number++;
	if (length && line[length - 1] == '\n')
		length--;
	text = length && strchr("{-", *line) ? clean_unwrapped(line, length) : NULL;
	if (text)
		length = strlen(text);
	else if (clean_needed(line, length))
		text = memcpy(allocate(length + 1), line, length);
	if (text) {
		length = clean_line(text, length);
		line = text;
	}
	if (!runner_line(log, line, line + length)) {
		flush_held(log);
		parts(log, line, line + length);
	}
	free(text);
}

void log_done(struct log *log)
{
	flush_held(log);
	cut_end(log);
	settle(log);
}

static void take(void *log, const char *line, size_t length)
{
	log_line(log, line, length);
}

bool log_read(struct log *log, FILE *file)
{
	bool good = lines_read(file, take, log);

	log_done(log);
	return good;
}

bool log_open(struct log *log, const char *path)
{
	struct source source;
	bool good;

	if (!source_open(&source, path))
		return false;
	good = log_read(log, source.file);
	if (!good)
		error("%s: %s", path, strerror(errno));
	if (!source_close(&source))
		log_damage(log, "what %s has unpacked is not whole",
			   source.program ? source.program : "nobody");
	return good;
}
