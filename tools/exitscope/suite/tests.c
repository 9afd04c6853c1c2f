// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "tests.h"

struct suite_test *suite_add(struct suite *suite, const char *name)
{
	struct suite_test *test;

	suite->test = grow(suite->test, (suite->count + 1) * sizeof(*test));
	test = &suite->test[suite->count++];
	memset(test, 0, sizeof(*test));
	test->name = print("%s", name);
	return test;
}

struct suite_test *suite_find(const struct suite *suite, const char *name)
{
	for (size_t i = 0; i < suite->count; i++)
		if (!strcmp(suite->test[i].name, name))
			return &suite->test[i];
	return NULL;
}

void suite_leave_out(struct suite_test *test, const char *format, ...)
{
	va_list arguments;

	if (test->not_run)
		return;
	va_start(arguments, format);
	if (vasprintf(&test->not_run, format, arguments) < 0)
		test->not_run = NULL;
	va_end(arguments);
}

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3;
	return hash;
}

static bool mix_file(uint64_t *hash, const char *path)
{
	FILE *file = fopen(path, "re");
	char bytes[1 << 16];
	size_t got;
	bool good;

	while (file && (got = fread(bytes, 1, sizeof(bytes), file)))
		*hash = mix(*hash, bytes, got);
	good = file && !ferror(file);
	if (!good)
		error("%s: %s", path, strerror(errno));
	if (file)
		fclose(file);
	return good;
}

static uint64_t mix_words(uint64_t hash, const struct words *words)
{
	for (int i = 0; i < words->count; i++)
		hash = mix(hash, words->word[i], strlen(words->word[i]) + 1);
	return mix(hash, "", 1);
}

bool suite_print(struct suite *suite)
{
	bool good = true;

	for (size_t i = 0; good && i < suite->count; i++) {
		struct suite_test *test = &suite->test[i];
		if (test->not_run)
			continue;
		test->print = mix(0xcbf29ce484222325, &test->huge, sizeof(test->huge));
		test->print = mix_words(test->print, &test->words);
		test->print = mix_words(test->print, &test->checks);
		good = !test->image || mix_file(&test->print, test->image);
	}
	return good;
}

static void free_test(struct suite_test *test)
{
	free(test->name);
	free(test->not_run);
	free(test->image);
	words_free(&test->words);
	words_free(&test->checks);
}

static bool is_meant(const char *name, char **globs)
{
	while (*globs && !glob_match(*globs, name))
		globs++;
	return *globs != NULL;
}

bool suite_choose(struct suite *suite, char **globs)
{
	size_t kept = 0;

	for (char **glob = globs; glob && *glob; glob++) {
		bool any = false;

		for (size_t i = 0; i < suite->count; i++)
			any |= glob_match(*glob, suite->test[i].name);
		if (any)
			continue;
		error("%s has no test '%s'", suite->name, *glob);
		return false;
	}
	for (size_t i = 0; globs && i < suite->count; i++) {
		if (is_meant(suite->test[i].name, globs))
			suite->test[kept++] = suite->test[i];
		else
			free_test(&suite->test[i]);
	}
	if (globs)
		suite->count = kept;
	return true;
}

void suite_free(struct suite *suite)
{
	for (size_t i = 0; i < suite->count; i++)
		free_test(&suite->test[i]);
	free(suite->test);
	suite->test = NULL;
	suite->count = 0;
}
