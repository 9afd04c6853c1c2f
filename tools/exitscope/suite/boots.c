// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blob.h"
#include "base/progress.h"
#include "boots.h"
#include "lab/cpio.h"
#include "run/session.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "watch.h"

struct boots {
	const struct suite *suite;
	struct facts_file *file;
	const struct options *options;
	const char *path;
	struct watch watch;
	size_t concluded; /* in this boot */
	bool broken;	  /* results cannot be written */
};

/* The test is to be run, and has not been. */
static bool is_due(const struct boots *boots, const struct suite_test *test)
{
	return !test->not_run && !facts_of(boots->file, test->name);
}

static size_t due(const struct boots *boots)
{
	size_t count = 0;

	for (size_t i = 0; i < boots->suite->count; i++)
		count += is_due(boots, &boots->suite->test[i]);
	return count;
}

static void list_words(FILE *list, const char *key, const struct words *words)
{
	for (int i = 0; i < words->count; i++)
		fprintf(list, "%s %s\n", key, words->word[i]);
}

/* For lab/agent/suite.c. */
static char *make_list(const struct boots *boots, size_t *size)
{
	char *text;
	FILE *list = open_memstream(&text, size);

	for (size_t i = 0; i < boots->suite->count; i++) {
		const struct suite_test *test = &boots->suite->test[i];

		if (!is_due(boots, test))
			continue;
		fprintf(list, "test %s\n", test->name);
		list_words(list, "word", &test->words);
		list_words(list, "check", &test->checks);
		fprintf(list, "late %g\nbusy %u\nhuge %u\nrun\n", test->late, test->busy,
			test->huge);
	}
	fclose(list);
	return text;
}

/* Several tests share an image: it goes in with the first of them. */
static bool is_first(const struct boots *boots, size_t which)
{
	const struct suite_test *test = boots->suite->test;

	for (size_t i = 0; i < which; i++)
		if (is_due(boots, &test[i]) && test[i].image &&
		    !strcmp(test[i].image, test[which].image))
			return false;
	return true;
}

static bool pack(void *data, struct blob *initrd)
{
	const struct boots *boots = data;
	const struct suite_test *test = boots->suite->test;
	size_t size;
	char *list = make_list(boots, &size);
	bool good = cpio_member(initrd, "job/suite", list, size) && cpio_directory(initrd, "suite");

	free(list);
	if (boots->suite->directory)
		return good && cpio_folder(initrd, boots->suite->directory);
	for (size_t i = 0; good && i < boots->suite->count; i++) {
		char *name;

		if (!test[i].image || !is_due(boots, &test[i]) || !is_first(boots, i))
			continue;
		name = print("suite/%s", strrchr(test[i].image, '/') + 1);
		good = cpio_file(initrd, name, test[i].image);
		free(name);
	}
	return good;
}

static void conclude(struct boots *boots)
{
	struct facts *facts = &boots->watch.facts;
	const struct suite_test *test = suite_find(boots->suite, facts->test);

	facts->print = test ? test->print : 0;
	if (!facts_append(facts, boots->path))
		boots->broken = true;
	progress("%s: %s, %.3f s of the lab's", facts->test, facts->end, facts->lab_ns / 1e9);
	facts_add(boots->file, facts);
	memset(facts, 0, sizeof(*facts));
	boots->concluded++;
}

static bool take(void *data, const char *channel, const char *text, size_t length, double *more)
{
	struct boots *boots = data;
	struct facts_header *header = &boots->file->header;

	if (!strcmp(channel, "test"))
		*more = boots->options->timeout;
	if (!strcmp(channel, "release") && !*header->release) {
		free(header->release);
		header->release = print("%s", text);
		boots->broken |= !facts_write(boots->file, boots->path);
	}
	if (!watch_frame(&boots->watch, channel, text, length))
		boots->broken = true;
	if (boots->watch.ended)
		conclude(boots);
	boots->watch.ended = false;
	return !boots->broken;
}

static void lost(void *data, const char *why, bool late)
{
	struct boots *boots = data;

	if (!watch_lost(&boots->watch, why, late))
		return;
	conclude(boots);
	boots->watch.ended = false;
}

/* L1 is gone for other reasons than a test's doing, and would be again. */
static bool hopeless(enum status status)
{
	return status == STATUS_CANNOT_RUN || status == STATUS_NO_KERNEL || status > STATUS_SIGNAL;
}

static enum status run_boots(struct boots *boots, const struct runner *runner,
			     const struct configs *config)
{
	struct options options = *boots->options;
	enum status status = STATUS_PASS;
	size_t left, begun;

	options.runner = runner;
	while ((left = due(boots))) {
		boots->concluded = 0;
		watch_boot(&boots->watch);
		progress("%zu tests to run", left);
		status = session_run(config, &options, NULL, &begun);
		if (boots->broken || hopeless(status))
			return boots->broken ? STATUS_CANNOT_RUN : status;
		if (!boots->concluded) {
			error("L1 has run none of the %zu tests that are left", left);
			return status_worse(status, STATUS_INCOMPLETE);
		}
	}
	return STATUS_PASS;
}

enum status boots_run(const struct suite *suite, struct facts_file *file,
		      const struct options *options, const struct configs *config, const char *path,
		      const char *folder)
{
	struct boots boots = { suite, file, options, path, { .folder = folder }, 0, false };
	struct runner runner = { &boots, pack, take, lost };
	enum status status = run_boots(&boots, &runner, config);

	watch_free(&boots.watch);
	return status;
}
