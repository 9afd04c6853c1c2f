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

/* All rows of all configurations in a minute or two, after KVM has settled. */
#define GUEST "ops=100 quiet settle=1500"

/* A boot's words. */
struct boot {
	char **word;
	int count;
};

static void add_name(char **names, const char *name)
{
	char *more = *names ? print("%s,%s", *names, name) : print("%s", name);

	free(*names);
	*names = more;
}

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
		add_name(&boots->configs[config->lab], name);
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

static void add_word(struct boot *boot, const char *word, const char *value)
{
	boot->word = grow(boot->word, (boot->count + 3) * sizeof(*boot->word));
	boot->word[boot->count++] = print("%s", word);
	if (value)
		boot->word[boot->count++] = print("%s", value);
	boot->word[boot->count] = NULL;
}

static void free_boot(struct boot *boot)
{
	while (boot->count)
		free(boot->word[--boot->count]);
	free(boot->word);
}

static int run(void *data)
{
	struct boot *boot = data;

	return command_run(boot->count, boot->word);
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

/* The logs that a boot is to write; those of an earlier one go. */
static void log_names(struct paths *logs, const char *folder, enum lab lab, const char *configs)
{
	char *copy = print("%s", configs), *rest = copy, *name;

	while ((name = strsep(&rest, ","))) {
		char *path = print("%s/%s-%s.log", folder, lab_names[lab], name);

		unlink(path);
		paths_add(logs, path);
		free(path);
	}
	free(copy);
}

static void boot_words(struct boot *boot, const struct try_options *options,
		       const struct try_kernel *kernel, const char *folder)
{
	char *append = options->append ? print(GUEST " %s", options->append) : print(GUEST);
	char *image = options->image ? print("%s", options->image) : build_path("exitscope.elf");

	add_word(boot, "exitscope try", NULL);
	add_word(boot, "--stock", NULL);
	add_word(boot, "--kernel", kernel->name);
	add_word(boot, "--append", append);
	add_word(boot, "--image", image);
	add_word(boot, "--log-dir", folder);
	if (options->kvm_args)
		add_word(boot, "--kvm-args", options->kvm_args);
	if (options->timeout)
		add_word(boot, "--timeout", options->timeout);
	free(append);
	free(image);
}

/* Of what is not shown otherwise: what came of the boot's configurations, whose logs begin at from. */
static void say_why(const struct paths *logs, size_t from)
{
	for (size_t i = from; i < logs->count; i++) {
		struct log log = { 0 };
		char *why = NULL;
		enum status status;

		if (access(logs->path[i], F_OK)) {
			error("%s: not run (exitscope run says why)", logs->path[i]);
			continue;
		}
		if (log_open(&log, logs->path[i]) &&
		    (status = log_verdict(&log, &why)) > STATUS_FAIL)
			error("%s: %s: %s", logs->path[i], status_name(status), why);
		free(why);
		log_free(&log);
	}
}

/* One lab's. */
static enum status run_boot(const struct try_boots *boots, enum lab lab,
			    const struct try_options *options, const struct try_kernel *kernel,
			    const char *folder, struct paths *logs)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	size_t from = logs->count;
	struct boot boot = { 0 };
	enum status status;

	progress("%s lab, %s: %s", lab_names[lab], boots->configs[lab], kernel->called);
	log_names(logs, folder, lab, boots->configs[lab]);
	boot_words(&boot, options, kernel, folder);
	add_word(&boot, "--lab", lab_names[lab]);
	add_word(&boot, "--config", boots->configs[lab]);
	status = child_run(run, &boot, nowhere);
	if (status == STATUS_USAGE || status == STATUS_CANNOT_RUN || status == STATUS_SKIP)
		say_why(logs, from);
	free_boot(&boot);
	close(nowhere);
	return status;
}

enum status try_boots_run(const struct try_boots *boots, const struct try_options *options,
			  const struct try_kernel *kernel, struct paths *logs)
{
	char *above = options->log_dir ? print("%s", options->log_dir) : build_path("logs");
	char *folder = print("%s/%s", above, kernel->name);
	enum status status = make_folder(folder) ? STATUS_PASS : STATUS_CANNOT_RUN;

	for (int lab = 0; status <= STATUS_FAIL && lab < TRY_LABS; lab++)
		if (boots->configs[lab])
			status = status_worse(status,
					      run_boot(boots, lab, options, kernel, folder, logs));
	free(folder);
	free(above);
	return status;
}

void try_boots_free(struct try_boots *boots)
{
	for (int i = 0; i < TRY_LABS; i++)
		free(boots->configs[i]);
}
