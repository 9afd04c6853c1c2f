// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shared/memory.h"
#include "shared/message.h"
#include "watch.h"

static void keep(char **place, const char *text)
{
	free(*place);
	*place = print("%s", text);
}

/* Lines may hold anything; what is kept is to be one line of text. */
static char *clean(const char *text, size_t length)
{
	char *copy = allocate(length + 1), *to = copy;

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] >= ' ' && (unsigned char)text[i] < 0x7f)
			*to++ = text[i];
		else if (text[i] == '\t')
			*to++ = ' ';
	while (to > copy && to[-1] == ' ')
		to--;
	*to = 0;
	return copy;
}

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static void add_failed(struct facts *facts, const char *what)
{
	facts->fail++;
	if (facts->failed_count == FACTS_FAILED)
		return;
	if (!facts->failed)
		facts->failed = allocate(FACTS_FAILED * sizeof(*facts->failed));
	facts->failed[facts->failed_count++] = print("%s", what);
}

/* kvm-unit-tests say `PASS: part`, `FAIL: part`, `SKIP: part`; selftests `ok 1 part`, `not ok 1 part # SKIP`. */
static void count_part(struct facts *facts, const char *line)
{
	bool ok = begins(line, "ok "), not_ok = begins(line, "not ok ");
	bool skips = begins(line, "SKIP") || ((ok || not_ok) && strstr(line, "# SKIP"));
	bool fails = begins(line, "FAIL: ") || (not_ok && !skips);

	facts->skip += skips;
	facts->pass += begins(line, "PASS: ") || (ok && !skips);
	if (!facts->skipped && (skips || strcasestr(line, "skip")))
		keep(&facts->skipped, line);
	if (fails)
		add_failed(facts, line + (not_ok ? 7 : 6));
}

static void said(struct watch *watch, const char *line)
{
	watch->facts.said = true;
	if (!*line)
		return;
	keep(&watch->facts.last, line);
	count_part(&watch->facts, line + strspn(line, " "));
}

/* As kvm-unit-tests has it, a warning is none. */
static void erred(struct watch *watch, const char *line)
{
	if (*line && !strcasestr(line, "warning"))
		keep(&watch->facts.erred, line);
}

/* A selftest's: the line after it is its place and what does not hold; those behind that have process ids. */
static void find_assertion(struct watch *watch, const char *line)
{
	if (watch->assertion)
		add_failed(&watch->facts, line + strspn(line, " "));
	watch->assertion = begins(line, "==== Test Assertion Failure");
}

static void complained(struct watch *watch, const char *line)
{
	if (!watch->facts.complaints++)
		keep(&watch->facts.complaint, line);
}

/*
 * What L1's kernel says on its console when no agent can tell of it any more. Frames and console are two
 * streams: it may come here before the test has begun that is at fault.
 */
static void find_last_word(struct watch *watch, const char *channel, const char *line)
{
	if (!strcmp(channel, "console") && !watch->last_word &&
	    (strstr(line, "BUG: ") || strstr(line, "Oops: ") || strstr(line, "Kernel panic")))
		watch->last_word = print("%s", line);
}

static bool begin(struct watch *watch, const char *name)
{
	char *path = print("%s/%s.txt", watch->folder, name);

	facts_free(&watch->facts);
	watch->facts.test = print("%s", name);
	/* Names of folders in a name are not folders here. */
	for (char *at = path + strlen(watch->folder) + 1; (at = strchr(at, '/'));)
		*at = '-';
	watch->log = fopen(path, "we");
	if (!watch->log)
		error("%s: %s", path, strerror(errno));
	free(path);
	watch->open = true;
	return watch->log != NULL;
}

static bool end(struct watch *watch, const char *how)
{
	bool good = !ferror(watch->log);

	good = !fclose(watch->log) && good;
	if (!good)
		error("writing the log of %s: %s", watch->facts.test, strerror(errno));
	watch->log = NULL;
	watch->facts.end = print("%s", how);
	watch->open = false;
	watch->ended = true;
	return good;
}

/* What is not the test's own words has a mark. */
static void write_log(struct watch *watch, const char *channel, const char *text, size_t length)
{
	static const char *const marks[][2] = {
		{ "said", "" },		  { "erred", "[error] " },     { "kernel", "[kernel] " },
		{ "noted", "[kernel] " }, { "console", "[console] " },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (!strcmp(channel, marks[i][0]))
			fprintf(watch->log, "%s%.*s\n", marks[i][1], (int)length, text);
	fflush(watch->log);
}

static void take(struct watch *watch, const char *channel, const char *line)
{
	struct facts *facts = &watch->facts;

	if (!strcmp(channel, "said") || !strcmp(channel, "erred"))
		find_assertion(watch, line);
	if (!strcmp(channel, "said"))
		said(watch, line);
	else if (!strcmp(channel, "erred"))
		erred(watch, line);
	else if (!strcmp(channel, "kernel"))
		complained(watch, line);
	else if (!strcmp(channel, "took"))
		sscanf(line, "%lu %lu", &facts->lab_ns, &facts->worked_ns);
	else if (!strcmp(channel, "counts"))
		facts->counted = true;
}

void watch_boot(struct watch *watch)
{
	free(watch->last_word);
	watch->last_word = NULL;
}

bool watch_frame(struct watch *watch, const char *channel, const char *text, size_t length)
{
	char *line;

	if (!strcmp(channel, "test"))
		return begin(watch, text);
	if (!strcmp(channel, "ended"))
		return !watch->open || end(watch, text);
	line = clean(text, length);
	find_last_word(watch, channel, line);
	if (!watch->open) {
		free(line);
		return true;
	}
	write_log(watch, channel, text, length);
	take(watch, channel, line);
	if (!strcmp(channel, "counts"))
		histogram_add_text(&watch->facts.exits, line);
	free(line);
	return true;
}

bool watch_lost(struct watch *watch, const char *why, bool late)
{
	char *how;

	if (!watch->open)
		return false;
	if (watch->last_word)
		complained(watch, watch->last_word);
	how = late ? print("clock") : print("lost %s", why);
	end(watch, how);
	free(how);
	return true;
}

void watch_free(struct watch *watch)
{
	if (watch->log)
		fclose(watch->log);
	facts_free(&watch->facts);
	free(watch->last_word);
}
