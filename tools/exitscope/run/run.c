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
#include "hardware.h"
#include "plan/config.h"
#include "plan/labs.h"
#include "plan/options.h"
#include "run.h"
#include "session.h"
#include "shared/memory.h"
#include "shared/message.h"

static bool same_hardware(const struct config *a, const struct config *b)
{
	return !strcmp(a->model, b->model) && !strcmp(a->emulator, b->emulator) &&
	       !strcmp(a->kernel, b->kernel) && a->l1_cpus == b->l1_cpus;
}

/* Configurations of one model and as many processors share a boot, in the kvm lab each is a run of its own. */
static size_t boot_length(const struct configs *configs, size_t from, enum lab lab)
{
	const struct config *first = &configs->config[from];
	size_t length = 1;

	while (lab != LAB_KVM && from + length < configs->count &&
	       same_hardware(first, first + length))
		length++;
	return length;
}

/* A boot's configurations are not run, and that is no failure: there is no hardware for them. */
static void print_skipped(const struct configs *configs, const char *why)
{
	for (size_t i = 0; i < configs->count; i++)
		printf("%s %s: skip: %s\n", lab_names[configs->config[i].lab],
		       configs->config[i].name, why);
}

/*
 * Runs configurations of one boot, *begun of them, *status gets no better. Where there is no hardware for
 * them all are begun and skipped, which leaves *status as it is. True if some have run.
 */
static bool run_boot(const struct configs *configs, const struct options *options,
		     const char *image, size_t *begun, enum status *status)
{
	struct options boot;
	bool found;
	char *why;

	*begun = 0;
	found = hardware_find(&boot, options, configs->config, &why);
	if (found) {
		*status = status_worse(*status, session_run(configs, &boot, image, begun));
	} else if (why) {
		print_skipped(configs, why);
		*begun = configs->count;
	} else {
		*status = status_worse(*status, STATUS_CANNOT_RUN);
	}
	hardware_free(&boot);
	free(why);
	return found;
}

static enum status run_all(struct configs *configs, const struct options *options,
			   const char *image)
{
	enum status status = STATUS_PASS;
	size_t i = 0, begun = 1;
	bool some = false;

	while (begun && i < configs->count && status < STATUS_SIGNAL) {
		size_t length = boot_length(configs, i, options->lab);
		struct configs boot = { configs->config + i, length };

		some |= run_boot(&boot, options, image, &begun, &status);
		i += begun;
	}
	if (i < configs->count && configs->count > 1)
		error("%zu of %zu configurations not run", configs->count - i, configs->count);
	return some ? status : status_worse(status, STATUS_SKIP);
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

/* Whether a row was disturbed the guest finds out by its counters. False: said why. */
static bool counters_wanted(const struct configs *configs, const struct options *options)
{
	for (size_t i = 0; i < configs->count; i++) {
		if (!*configs->config[i].disturb || !options_host_counts(options))
			continue;
		error("configuration '%s' disturbs the guest, whose counters tell disturbed rows: not with "
		      "counts by the host",
		      configs->config[i].name);
		return false;
	}
	return true;
}

static enum status run_chosen(struct options *options, const struct configs *all)
{
	struct configs chosen = { 0 };
	enum status status = STATUS_USAGE;
	char *image;

	if (!options->config)
		options->config = default_config(all, options->lab);
	if (configs_choose(all, options, &chosen) && counters_wanted(&chosen, options)) {
		bool wanted = !options->payload || options->image;

		image = wanted ? choose_image(options, chosen.count) : NULL;
		status = image || !wanted ? run_all(&chosen, options, image) : STATUS_CANNOT_RUN;
		if (options->repeat > 1)
			print_tally(&chosen);
		free(image);
	}
	configs_free(&chosen);
	return status;
}

enum status run_options(struct options *options)
{
	struct configs all = { 0 };
	enum status status;
	char *path;

	path = options->configs ? print("%s", options->configs) : build_path("lab/configs");
	status = configs_read(&all, path) ? run_chosen(options, &all) : STATUS_CANNOT_RUN;
	configs_free(&all);
	free(path);
	return status;
}

int command_run(int argc, char **argv)
{
	struct options options;

	options_parse(&options, argc, argv);
	return run_options(&options);
}
