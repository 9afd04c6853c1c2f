// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/columns.h"
#include "base/glob.h"
#include "deviations.h"
#include "plan/quirks.h"
#include "shared/memory.h"
#include "shared/message.h"

enum { SUITE, WHO, FROM, TO, TEST, FAILS, WHY, SEEN, FIELDS };

static bool is_known(const char *who)
{
	return !strcmp(who, "qemu") || !strcmp(who, "bochs") || !strcmp(who, "linux");
}

static bool add(struct deviations *deviations, char **field, unsigned int line)
{
	struct deviation row = {
		.from = quirks_release(field[FROM]),
		.to = quirks_release(field[TO]),
		.line = line,
	};

	if (!is_known(field[WHO]) || !row.from || row.to < row.from)
		return false;
	for (int i = TEST; i < FIELDS; i++)
		if (!*field[i])
			return false;
	row.who = print("%s", field[WHO]);
	row.test = print("%s", field[TEST]);
	row.fails = print("%s", field[FAILS]);
	row.why = print("%s", field[WHY]);
	deviations->row = grow(deviations->row, (deviations->count + 1) * sizeof(row));
	deviations->row[deviations->count++] = row;
	return true;
}

static bool take(struct deviations *deviations, const char *suite, char *text, unsigned int line)
{
	char *field[FIELDS];
	int count = columns_part(text, field, FIELDS);

	if (!count)
		return true;
	if (count != FIELDS)
		return false;
	return strcmp(field[SUITE], suite) ? is_known(field[WHO]) : add(deviations, field, line);
}

bool deviations_read(struct deviations *deviations, const char *path, const char *suite)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	bool good = true;
	char *line = NULL;
	size_t room = 0;

	memset(deviations, 0, sizeof(*deviations));
	if (!file) {
		error("%s: %s (make tools)", path, strerror(errno));
		return false;
	}
	while (good && getline(&line, &room, file) >= 0)
		good = take(deviations, suite, line, ++number);
	if (!good)
		error("%s:%u: not `suite | qemu, bochs or linux | from | to | test | what fails | why | "
		      "where it was seen`",
		      path, number);
	free(line);
	fclose(file);
	return good;
}

static bool holds(const struct deviation *row, const char *emulator, const char *kernel)
{
	size_t length = strlen(row->who);
	unsigned int release = 0;

	if (!strcmp(row->who, "linux"))
		release = quirks_release(kernel);
	else if (!strncmp(emulator, row->who, length) && emulator[length] == ' ')
		release = quirks_release(emulator + length + 1);
	return release >= row->from && release <= row->to;
}

static void free_row(struct deviation *row)
{
	free(row->who);
	free(row->test);
	free(row->fails);
	free(row->why);
}

void deviations_choose(struct deviations *deviations, const char *emulator, const char *kernel)
{
	size_t kept = 0;

	for (size_t i = 0; i < deviations->count; i++) {
		if (holds(&deviations->row[i], emulator, kernel))
			deviations->row[kept++] = deviations->row[i];
		else
			free_row(&deviations->row[i]);
	}
	deviations->count = kept;
}

struct deviation *deviations_find(struct deviations *deviations, const char *test,
				  const char *fails)
{
	for (size_t i = 0; i < deviations->count; i++) {
		struct deviation *row = &deviations->row[i];

		if (!glob_match(row->test, test) || !glob_match(row->fails, fails))
			continue;
		row->used = true;
		return row;
	}
	return NULL;
}

void deviations_met(struct deviations *deviations, const char *test)
{
	for (size_t i = 0; i < deviations->count; i++)
		deviations->row[i].met |= glob_match(deviations->row[i].test, test);
}

void deviations_free(struct deviations *deviations)
{
	for (size_t i = 0; i < deviations->count; i++)
		free_row(&deviations->row[i]);
	free(deviations->row);
	memset(deviations, 0, sizeof(*deviations));
}
