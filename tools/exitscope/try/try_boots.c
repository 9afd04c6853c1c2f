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

/* Of both labs: two-dimensional paging, and without. */
#define DEFAULT_CONFIGS "npt1,npt0,ept1,ept0"

/* All rows in less than a minute, after KVM has settled. */
#define GUEST "ops=100 quiet settle=1500"

/* The words of a run. */
struct words {
	char **word;
	int count;
};

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

static void add_word(struct words *words, const char *word, const char *value)
{
	words->word = grow(words->word, (words->count + 3) * sizeof(*words->word));
	words->word[words->count++] = print("%s", word);
	if (value)
		words->word[words->count++] = print("%s", value);
	words->word[words->count] = NULL;
}

static void free_words(struct words *words)
{
	while (words->count)
		free(words->word[--words->count]);
	free(words->word);
}

static int run(void *data)
{
	struct words *words = data;

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

static void run_words(struct words *words, const struct try_options *options,
		      const struct try_kernel *kernel, const char *folder)
{
	char *append = options->append ? print(GUEST " %s", options->append) : print(GUEST);
	char *image = options->image ? print("%s", options->image) : build_path("exitscope.elf");

	add_word(words, "exitscope try", NULL);
	add_word(words, "--stock", NULL);
	add_word(words, "--kernel", kernel->name);
	add_word(words, "--append", append);
	add_word(words, "--image", image);
	add_word(words, "--log-dir", folder);
	if (options->kvm_args)
		add_word(words, "--kvm-args", options->kvm_args);
	if (options->timeout)
		add_word(words, "--timeout", options->timeout);
	free(append);
	free(image);
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
	struct words words = { 0 };
	enum status status;

	progress("%s %s: %s", lab_names[boot->lab], boot->config, kernel->called);
	unlink(path);
	run_words(&words, options, kernel, folder);
	add_word(&words, "--lab", lab_names[boot->lab]);
	add_word(&words, "--config", boot->config);
	status = child_run(run, &words, nowhere);
	if (status == STATUS_USAGE || status == STATUS_CANNOT_RUN || status == STATUS_SKIP)
		say_why(path);
	free_words(&words);
	close(nowhere);
	return status;
}

enum status try_boots_run(const struct try_boots *boots, const struct try_options *options,
			  const struct try_kernel *kernel, struct paths *logs)
{
	char *above = options->log_dir ? print("%s", options->log_dir) : build_path("logs");
	char *folder = print("%s/%s", above, kernel->name);
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
	free(above);
	return status;
}

void try_boots_free(struct try_boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		free(boots->boot[i].config);
	free(boots->boot);
}
