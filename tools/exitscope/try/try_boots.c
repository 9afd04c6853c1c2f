// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/build_path.h"
#include "base/progress.h"
#include "child.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/verdict.h"
#include "plan/config.h"
#include "plan/labs.h"
#include "run/run.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "try_boots.h"
#include "try_words.h"

/* Of both labs: two-dimensional paging, and without. */
#define DEFAULT_CONFIGS "npt1,npt0,ept1,ept0"

/* In each lab that is wanted and has it. */
static bool choose_one(struct try_boots *boots, const struct configs *all, const char *lab,
		       const char *name)
{
	bool found = false;

	for (size_t i = 0; i < all->count; i++) {
		const struct config *config = &all->config[i];

		if (config->lab == LAB_KVM || strcmp(config->name, name) ||
		    (lab && strcmp(lab, lab_names[config->lab])))
			continue;
		boots->boot = grow(boots->boot, (boots->count + 1) * sizeof(*boots->boot));
		boots->boot[boots->count++] = (struct try_boot){ config->lab, print("%s", name) };
		found = true;
	}
	return found;
}

bool try_boots_choose(struct try_boots *boots, const struct try_options *options,
		      enum status *status)
{
	char *path = build_path("lab/configs"), *names, *rest, *name;
	struct configs all = { 0 };

	memset(boots, 0, sizeof(*boots));
	*status = configs_read(&all, path) ? STATUS_PASS : STATUS_CANNOT_RUN;
	names = rest = print("%s", options->config ? options->config : DEFAULT_CONFIGS);
	while (*status == STATUS_PASS && (name = strsep(&rest, ","))) {
		if (choose_one(boots, &all, options->lab, name) || !options->config)
			continue;
		error("%s configuration '%s'; exitscope run --config ? lists them",
		      options->lab ? "that lab has no" : "no lab has a", name);
		*status = STATUS_USAGE;
	}
	configs_free(&all);
	free(names);
	free(path);
	return *status == STATUS_PASS;
}

static int run(void *data)
{
	struct try_words *words = data;

	return command_run(words->count, words->word);
}

/* Also of each folder above it. */
static bool make_folder(const char *path)
{
	char *copy = print("%s", path);
	bool good;

	for (char *at = copy + 1; *at; at++)
		if (*at == '/') {
			*at = 0;
			mkdir(copy, 0777);
			*at = '/';
		}
	good = !mkdir(copy, 0777) || errno == EEXIST;
	if (!good)
		error("%s: %s", path, strerror(errno));
	free(copy);
	return good;
}

/* What came of a run that does not show otherwise. */
static void say_why(const char *path)
{
	struct log log = { 0 };
	enum status status;
	char *why = NULL;

	if (access(path, F_OK))
		error("%s: not run (exitscope run says why)", path);
	else if (log_open(&log, path) && (status = log_verdict(&log, &why)) > STATUS_FAIL)
		error("%s: %s: %s", path, status_name(status), why);
	free(why);
	log_free(&log);
}

/* The log of an earlier run goes. */
static enum status run_boot(const struct try_boot *boot, const struct try_options *options,
			    const struct try_kernel *kernel, const char *folder, const char *path)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct try_words words = { 0 };
	enum status status;

	progress("%s %s: %s", lab_names[boot->lab], boot->config, kernel->called);
	unlink(path);
	try_words_boot(&words, options, kernel, boot->lab, boot->config);
	try_words_add(&words, "--log-dir", folder);
	status = child_run(run, &words, nowhere);
	if (status == STATUS_USAGE || status == STATUS_CANNOT_RUN || status == STATUS_SKIP)
		say_why(path);
	try_words_free(&words);
	close(nowhere);
	return status;
}

char *try_boots_folder(const struct try_options *options, const struct try_kernel *kernel)
{
	char *above = options->log_dir ? print("%s", options->log_dir) : build_path("logs");
	char *folder = print("%s/%s", above, kernel->name);

	free(above);
	return folder;
}

enum status try_boots_run(const struct try_boots *boots, const struct try_options *options,
			  const struct try_kernel *kernel, struct paths *logs)
{
	char *folder = try_boots_folder(options, kernel);
	enum status status = make_folder(folder) ? STATUS_PASS : STATUS_CANNOT_RUN;

	for (size_t i = 0; i < boots->count; i++) {
		const struct try_boot *boot = &boots->boot[i];
		char *path = print("%s/%s-%s.log", folder, lab_names[boot->lab], boot->config);

		/* One that hangs in one configuration may do well in another. */
		if (status <= STATUS_FAIL || status == STATUS_INCOMPLETE) {
			status =
				status_worse(status, run_boot(boot, options, kernel, folder, path));
			paths_add(logs, path);
		}
		free(path);
	}
	free(folder);
	return status;
}

void try_boots_free(struct try_boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		free(boots->boot[i].config);
	free(boots->boot);
}
