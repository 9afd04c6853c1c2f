// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selftests.h"
#include "shared/memory.h"
#include "shared/message.h"

/* The next word, cut off; NULL: none is left. */
static char *next_word(char **rest)
{
	char *word;

	while ((word = strsep(rest, " \n")))
		if (*word)
			return word;
	return NULL;
}

static bool number(char **rest, double *value)
{
	char *word = next_word(rest), *end;

	if (!word)
		return false;
	*value = strtod(word, &end);
	return end != word && !*end && *value >= 0;
}

static struct suite_test *named(struct suite *suite, const char *name)
{
	return name && !suite_find(suite, name) ? suite_add(suite, name) : NULL;
}

static bool left_out(struct suite *suite, char *rest)
{
	struct suite_test *test = named(suite, next_word(&rest));

	if (!test || !rest)
		return false;
	rest[strcspn(rest, "\n")] = 0;
	suite_leave_out(test, "%s", rest);
	return true;
}

static bool is_own(struct suite *suite, char *rest)
{
	char *name = next_word(&rest);
	struct suite_test *test = name ? suite_find(suite, name) : NULL;

	if (test)
		test->own = true;
	return test != NULL;
}

static bool to_run(struct suite *suite, const char *name, char *rest)
{
	struct suite_test *test = named(suite, name);
	double late, busy, huge;
	char *program;

	if (!test || !number(&rest, &late) || !number(&rest, &busy) || !number(&rest, &huge))
		return false;
	program = next_word(&rest);
	if (!program)
		return false;
	test->late = late;
	test->busy = busy;
	test->huge = huge;
	words_add(&test->words, "%s", program);
	while ((program = next_word(&rest)))
		words_add(&test->words, "%s", program);
	/* Of a script this is the shell's own name, which is not built anew. */
	test->image = print("%s%s", suite->directory,
			    test->words.count > 1 && !strcmp(test->words.word[0], "/bin/sh")
				    ? test->words.word[1]
				    : test->words.word[0]);
	return true;
}

static enum status read_list(struct suite *suite, FILE *list, const char *path)
{
	unsigned int lines = 0;
	char *line = NULL;
	size_t room = 0;
	bool good = true;

	while (good && getline(&line, &room, list) >= 0) {
		char *rest = line, *name = next_word(&rest);

		lines++;
		if (!name || *name == '#')
			continue;
		good = !strcmp(name, "not")   ? left_out(suite, rest)
		       : !strcmp(name, "own") ? is_own(suite, rest)
					      : to_run(suite, name, rest);
	}
	if (!good)
		error("%s:%u: not `NAME SECONDS BUSY HUGE PROGRAM [WORD...]` or `not NAME CAUSE` of a new name, or `own NAME` of another",
		      path, lines);
	else if (!suite->count)
		error("%s: no test in it", path);
	free(line);
	return good && suite->count ? STATUS_PASS : STATUS_USAGE;
}

enum status selftests_read(struct suite *suite, const char *directory, enum lab lab)
{
	char *path = print("%s/selftests/suite.%s", directory, lab_names[lab]);
	FILE *list = fopen(path, "re");
	enum status status = STATUS_CANNOT_RUN;

	suite->kind = SUITE_SELFTESTS;
	suite->directory = directory;
	if (list) {
		status = read_list(suite, list, path);
		fclose(list);
	} else {
		error("%s: %s (make selftests-build)", path, strerror(errno));
	}
	free(path);
	return status;
}
