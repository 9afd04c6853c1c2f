// SPDX-License-Identifier: GPL-2.0-only
/* The boots that the options of run mean. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_path.h"
#include "base/progress.h"
#include "base/status.h"
#include "lab/lab.h"
#include "plan/config.h"
#include "plan/labs.h"
#include "plan/options.h"
#include "run.h"
#include "session.h"
#include "shared/memory.h"
#include "shared/message.h"

/* Configurations of one model share a boot, in the kvm lab each is a run of its own. */
static size_t boot_length(const struct configs *configs, size_t from, enum lab lab)
{
	size_t length = 1;

	while (lab != LAB_KVM && from + length < configs->count &&
	       !strcmp(configs->config[from].model, configs->config[from + length].model))
		length++;
	return length;
}

static enum status run_all(struct configs *configs, const struct options *options,
			   const char *image)
{
	enum status status = STATUS_PASS;
	size_t i = 0, begun = 1;

	while (begun && i < configs->count && status < STATUS_SIGNAL) {
		size_t length = boot_length(configs, i, options->lab);
		struct configs boot = { configs->config + i, length };

		status = status_worse(status, session_run(&boot, options, image, &begun));
		i += begun;
	}
	if (i < configs->count && configs->count > 1)
		error("%zu of %zu configurations not run", configs->count - i, configs->count);
	return status;
}

/* A line a configuration, of how its runs went. */
static void print_tally(const struct configs *configs)
{
	for (size_t i = 0; i < configs->count; i++) {
		const struct config *config = &configs->config[i];
		unsigned int passed = 0, runs = 0;

		if (config->run != 1)
			continue;
		for (size_t j = i; j < configs->count && configs->config[j].run == runs + 1; j++) {
			passed += configs->config[j].passed;
			runs++;
		}
		printf("%s %s: %u of %u runs passed\n", lab_names[config->lab], config->name,
		       passed, runs);
	}
}

static char *choose_image(const struct options *options, size_t configs)
{
	char *path = options->image ? print("%s", options->image)
				    : build_path(configs > 1 ? "exitscope.elf" : "exitscope.iso");

	if (!access(path, R_OK))
		return path;
	error("no guest image %s: %s (make)", path, strerror(errno));
	free(path);
	return NULL;
}

/* The lab's first configuration is its default. */
static const char *default_config(const struct configs *all, enum lab lab)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->config[i].lab == lab)
			return all->config[i].name;
	return "all";
}

/* Asks the lab's emulator for its version, and the table what that gets wrong. */
static bool know_emulator(struct options *options)
{
	const struct lab_kind *kind = &lab_kinds[options->lab];
	struct quirks *quirks = &options->quirks;
	char *version, *path;
	bool good;

	if (!kind->emulator)
		return true;
	version = quirks_version(lab_program(options), kind->asked, kind->before);
	path = build_path("lab/quirks");
	good = quirks_read(quirks, path, kind->emulator, version);
	if (good && !quirks->checked)
		progress("%s %s: tools/lab/quirks was not checked for that version, taken as %s",
			 quirks->emulator, *version ? version : "(no version said)",
			 quirks->taken_as);
	free(path);
	free(version);
	return good;
}

static enum status run_chosen(struct options *options, const struct configs *all)
{
	struct configs chosen = { 0 };
	enum status status = STATUS_USAGE;
	char *image;

	if (!options->config)
		options->config = default_config(all, options->lab);
	if (!options->timeout)
		options->timeout = lab_kinds[options->lab].timeout;
	if (configs_choose(all, options, &chosen)) {
		bool wanted = !options->payload || options->image;

		image = wanted ? choose_image(options, chosen.count) : NULL;
		status = (image || !wanted) && know_emulator(options)
				 ? run_all(&chosen, options, image)
				 : STATUS_CANNOT_RUN;
		if (options->repeat > 1)
			print_tally(&chosen);
		free(image);
	}
	configs_free(&chosen);
	return status;
}

int command_run(int argc, char **argv)
{
	struct options options;
	struct configs all = { 0 };
	enum status status;
	char *path;

	options_parse(&options, argc, argv);
	path = options.configs ? print("%s", options.configs) : build_path("lab/configs");
	status = configs_read(&all, path) ? run_chosen(&options, &all) : STATUS_CANNOT_RUN;
	quirks_free(&options.quirks);
	configs_free(&all);
	free(path);
	return status;
}
