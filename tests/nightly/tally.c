// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/memory.h"
#include "shared/message.h"
#include "tally.h"

/* Kinds of lines that say a failure, the surest first. */
static const char *const failing[] = {
	"^not ok ",
	"(^|[: ])(FAIL|TIMEOUT|INCOMPLETE|DIFFERS|MISSING|KILLED)([: ]|$)",
	"(^|[: ])(fatal )?error: |: \\*\\*\\* |^\\*\\*\\* |(^| )Error [0-9]",
};

#define FAILING (sizeof(failing) / sizeof(failing[0]))

struct counts {
	bool any;
	unsigned int passed, failed, skipped;
};

struct reader {
	regex_t failing[FAILING], closing, rows;
	struct counts closed, tap, summed;
	char *first[FAILING];
};

static void set_up(struct reader *reader)
{
	memset(reader, 0, sizeof(*reader));
	for (size_t i = 0; i < FAILING; i++)
		regcomp(&reader->failing[i], failing[i], REG_EXTENDED | REG_NOSUB);
	regcomp(&reader->closing, "^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$",
		REG_EXTENDED | REG_NOSUB);
	regcomp(&reader->rows, ": [0-9]+ pass, [0-9]+ (fail|FAIL)[, ]", REG_EXTENDED);
}

static void tear_down(struct reader *reader)
{
	for (size_t i = 0; i < FAILING; i++) {
		regfree(&reader->failing[i]);
		free(reader->first[i]);
	}
	regfree(&reader->closing);
	regfree(&reader->rows);
}

/* As `103 pass, 0 fail, 1 TIMEOUT, 17 skip, of 120` has them. */
static void add_rows(struct counts *counts, const char *text)
{
	char what[16];
	unsigned int number;
	int length;

	while (sscanf(text, "%u %15[A-Za-z ]%n", &number, what, &length) == 2) {
		counts->any = true;
		if (!strcmp(what, "pass"))
			counts->passed += number;
		else if (!strcasecmp(what, "fail") || !strcmp(what, "TIMEOUT") ||
			 !strcmp(what, "missing"))
			counts->failed += number;
		else
			counts->skipped += number;
		text += length;
		text += strspn(text, ", ");
	}
}

static void count(struct reader *reader, struct tally *tally, const char *line)
{
	struct counts *closed = &reader->closed;
	bool ok = !strncmp(line, "ok ", 3), skips = ok && strstr(line, "# SKIP");
	regmatch_t place;

	if (!regexec(&reader->closing, line, 0, NULL, 0))
		closed->any = sscanf(line, "%u passed, %u failed, %u skipped", &closed->passed,
				     &closed->failed, &closed->skipped) == 3;
	if (!regexec(&reader->rows, line, 1, &place, 0))
		add_rows(&reader->summed, line + place.rm_so + 2);
	if (skips && !tally->skipping)
		tally->skipping = print("%s", line);
	reader->tap.any |= ok || !strncmp(line, "not ok ", 7);
	reader->tap.skipped += skips;
	reader->tap.passed += ok && !skips;
	reader->tap.failed += !strncmp(line, "not ok ", 7);
}

static void take(struct reader *reader, struct tally *tally, const char *line, const char *proof)
{
	if (!line[strspn(line, " \t\r")])
		return;
	free(tally->last);
	tally->last = print("%s", line);
	tally->proven |= proof && strstr(line, proof);
	count(reader, tally, line);
	for (size_t i = 0; i < FAILING; i++)
		if (!reader->first[i] && !regexec(&reader->failing[i], line, 0, NULL, 0))
			reader->first[i] = print("%s", line);
}

static void choose(struct reader *reader, struct tally *tally)
{
	const struct counts *counts = reader->closed.any ? &reader->closed
				      : reader->tap.any	 ? &reader->tap
							 : &reader->summed;

	tally->counted = counts->any;
	tally->passed = counts->passed;
	tally->failed = counts->failed;
	tally->skipped = counts->skipped;
	for (size_t i = 0; i < FAILING && !tally->failing; i++) {
		tally->failing = reader->first[i];
		reader->first[i] = NULL;
	}
}

/* A device, put where the log would be, may have no end. */
static bool is_file(FILE *file)
{
	struct stat status;

	return file && !fstat(fileno(file), &status) && S_ISREG(status.st_mode);
}

bool tally_read(struct tally *tally, const char *log, const char *proof)
{
	FILE *file = fopen(log, "re");
	struct reader reader;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool good;

	memset(tally, 0, sizeof(*tally));
	set_up(&reader);
	while (is_file(file) && (length = getline(&line, &room, file)) >= 0) {
		/* A NUL is no end of a line here. */
		for (ssize_t i = 0; i < length; i++)
			if (!line[i])
				line[i] = '?';
		line[strcspn(line, "\r\n")] = 0;
		take(&reader, tally, line, proof);
	}
	good = file && !ferror(file);
	if (!good)
		error("%s: %s", log, strerror(errno));
	if (file)
		fclose(file);
	free(line);
	choose(&reader, tally);
	tear_down(&reader);
	return good;
}

void tally_free(struct tally *tally)
{
	free(tally->failing);
	free(tally->skipping);
	free(tally->last);
}
