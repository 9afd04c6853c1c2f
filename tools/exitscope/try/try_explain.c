// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"
#include "child.h"
#include "explain/explain.h"
#include "plan/labs.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "try_explain.h"
#include "try_words.h"

static double size_of(const struct difference *difference)
{
	return fabs(difference->b - difference->a);
}

/* The greatest that @below has not beaten yet: what was told, and of equal ones those behind it, come no more. */
static const struct difference *next_greatest(const struct comparison *comparison,
					      const struct group *group,
					      const struct difference *below)
{
	const struct difference *found = NULL;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct difference *difference = &comparison->differences[i];

		if (difference->group != group || difference->figure != FIGURE_ROUND_TRIP ||
		    !difference->real)
			continue;
		if (below && (size_of(difference) > size_of(below) ||
			      (size_of(difference) == size_of(below) && difference <= below)))
			continue;
		if (!found || size_of(difference) > size_of(found))
			found = difference;
	}
	return found;
}

/* Their names with commas between, to be freed; NULL: there are none. */
static char *rows_of(const struct comparison *comparison, const struct group *group, int most)
{
	const struct difference *difference = NULL;
	char *names = NULL;

	for (int i = 0; i < most; i++) {
		char *longer;

		difference = next_greatest(comparison, group, difference);
		if (!difference)
			break;
		longer = print("%s%s%s", names ? names : "", names ? "," : "",
			       difference->row->workload);
		free(names);
		names = longer;
	}
	return names;
}

static int explain(void *data)
{
	struct try_words *words = data;

	return command_explain(words->count, words->word);
}

/* The trace of an earlier run goes. A sum that is not its round trip (STATUS_FAIL) was said; its functions are known all the same. */
static enum status explain_rows(const struct try_explain *job, const struct try_boot *boot,
				int side, const char *rows, const char *trace)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	char *log = print("%s.log.explained", trace);
	struct try_words words = { 0 };
	enum status status;

	progress("%s %s: explaining %s: %s", lab_names[boot->lab], boot->config, rows,
		 job->kernel[side]->called);
	unlink(trace);
	try_words_boot(&words, job->options, job->kernel[side], boot->lab, boot->config);
	try_words_add(&words, "--log", log);
	try_words_add(&words, "--trace", trace);
	try_words_add(&words, "--summary", NULL);
	try_words_add(&words, rows, NULL);
	status = child_run(explain, &words, nowhere);
	unlink(log);
	try_words_free(&words);
	free(log);
	close(nowhere);
	if (status == STATUS_FAIL || status == STATUS_SKIP)
		return STATUS_PASS;
	if (status != STATUS_PASS)
		error("%s %s: %c was not explained", lab_names[boot->lab], boot->config,
		      "AB"[side]);
	return status;
}

static enum status explain_group(const struct try_explain *job, const struct try_boot *boot,
				 struct group *group, const char *rows)
{
	enum status status = STATUS_PASS;
	char *trace[2];

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		char *folder = try_boots_folder(job->options, job->kernel[side]);

		trace[side] = print("%s/%s.trace", folder, group->key);
		if (status == STATUS_PASS)
			status = explain_rows(job, boot, side, rows, trace[side]);
		free(folder);
	}
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (status == STATUS_PASS)
			group->trace[side] = trace[side];
		else
			free(trace[side]);
	}
	return status;
}

static struct group *group_of(struct sets *sets, const struct try_boot *boot)
{
	char *key = print("%s-%s", lab_names[boot->lab], boot->config);
	struct group *group = NULL;

	for (size_t i = 0; i < sets->group_count && !group; i++)
		if (!strcmp(sets->groups[i].key, key))
			group = &sets->groups[i];
	free(key);
	return group;
}

enum status try_explain(const struct comparison *comparison, struct sets *sets, void *data)
{
	const struct try_explain *job = data;
	enum status status = STATUS_PASS;

	for (size_t i = 0; i < job->boots->count && status < STATUS_SIGNAL; i++) {
		const struct try_boot *boot = &job->boots->boot[i];
		struct group *group = group_of(sets, boot);
		char *rows = group ? rows_of(comparison, group, job->options->explain) : NULL;

		if (rows)
			status = status_worse(status, explain_group(job, boot, group, rows));
		free(rows);
	}
	return status;
}
