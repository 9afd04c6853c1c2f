// SPDX-License-Identifier: GPL-2.0-only
/* Reads tools/lab/configs and picks what `--config` names. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "labs.h"
#include "modules.h"
#include "options.h"
#include "quirks.h"
#include "shared/disturbers.h"
#include "shared/memory.h"
#include "shared/message.h"

static char *trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = 0;
	return text;
}

static struct config *add(struct configs *configs)
{
	struct config *config;

	configs->config = grow(configs->config, (configs->count + 1) * sizeof(*config));
	config = &configs->config[configs->count++];
	*config = (struct config){
		.name = print("%s", ""),
		.kvm = print("%s", ""),
		.model = print("%s", ""),
		.emulator = print("%s", ""),
		.kernel = print("%s", ""),
		.qemu = print("%s", ""),
		.append = print("%s", ""),
		.pages = print("%s", "small"),
		.disturb = print("%s", ""),
		.vcpus = 1,
	};
	return config;
}

/* `[lab name]` */
static bool section(struct configs *configs, char *line)
{
	char *name = line + 1, *lab = strsep(&name, " ");
	struct config *config;

	if (!name || name[strlen(name) - 1] != ']')
		return false;
	name[strlen(name) - 1] = 0;
	config = add(configs);
	free(config->name);
	config->name = print("%s", trim(name));
	for (int i = 0; lab_names[i]; i++) {
		if (strcmp(lab, lab_names[i]))
			continue;
		config->lab = i;
		return true;
	}
	return false;
}

static bool is_disturber(const char *word)
{
#define NAME(name) #name,
	static const char *const names[] = { DISTURBERS(NAME) };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], word))
			return true;
	return false;
}

static bool are_disturbers(const char *words)
{
	char *copy = print("%s", words), *rest = copy, *word;
	bool all = *words;

	while ((word = strsep(&rest, " ")))
		all &= !*word || is_disturber(word);
	free(copy);
	return all;
}

static bool set(struct config *config, const char *key, const char *value)
{
	struct {
		const char *key;
		char **value;
	} words[] = {
		{ "kvm", &config->kvm },	 { "model", &config->model },
		{ "qemu", &config->qemu },	 { "append", &config->append },
		{ "pages", &config->pages },	 { "emulator", &config->emulator },
		{ "disturb", &config->disturb }, { "kernel", &config->kernel },
	};

	if (!strcmp(key, "vcpus")) {
		config->vcpus = strtoul(value, NULL, 10);
		return config->vcpus > 0;
	}
	if (!strcmp(key, "expect")) {
		config->death = !strcmp(value, "death");
		return config->death;
	}
	if (!strcmp(key, "dirty-log")) {
		config->dirty_log = !strcmp(value, "yes");
		return config->dirty_log;
	}
	if (!strcmp(key, "l1-cpus")) {
		config->l1_cpus = strtoul(value, NULL, 10);
		return config->l1_cpus > 0 && config->lab == LAB_SVM;
	}
	if (!strcmp(key, "disturb") && (config->lab == LAB_KVM || !are_disturbers(value)))
		return false;
	if (!strcmp(key, "pages") && strcmp(value, "small") && strcmp(value, "large"))
		return false;
	if (!strcmp(key, "kernel") && *value && !quirks_release(value))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(key, words[i].key))
			continue;
		free(*words[i].value);
		*words[i].value = print("%s", value);
		return true;
	}
	return false;
}

static bool parse_line(struct configs *configs, char *line)
{
	char *value = line, *key;

	if (!*line || *line == '#')
		return true;
	if (*line == '[')
		return section(configs, line);
	key = strsep(&value, "=");
	if (!value || !configs->count)
		return false;
	return set(&configs->config[configs->count - 1], trim(key), trim(value));
}

bool configs_read(struct configs *configs, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	bool good = true;
	char *line = NULL;
	size_t room = 0;

	if (!file) {
		error("%s: %s (make lab; --configs names another)", path, strerror(errno));
		return false;
	}
	while (good && getline(&line, &room, file) >= 0) {
		number++;
		good = parse_line(configs, trim(line));
	}
	if (!good)
		error("%s:%u: not a section [lab name], or a known key with a good value", path,
		      number);
	free(line);
	fclose(file);
	return good;
}

static void copy(struct configs *to, const struct config *from)
{
	struct config *config = add(to);

	free(config->name);
	config->name = print("%s", from->name);
	config->lab = from->lab;
	config->vcpus = from->vcpus;
	config->death = from->death;
	config->dirty_log = from->dirty_log;
	config->l1_cpus = from->l1_cpus;
	set(config, "kvm", from->kvm);
	set(config, "model", from->model);
	set(config, "qemu", from->qemu);
	set(config, "append", from->append);
	set(config, "pages", from->pages);
	set(config, "emulator", from->emulator);
	set(config, "kernel", from->kernel);
	if (*from->disturb)
		set(config, "disturb", from->disturb);
}

static bool choose_one(const struct configs *all, enum lab lab, const char *name,
		       unsigned int repeat, struct configs *chosen)
{
	size_t before = chosen->count;

	for (size_t i = 0; i < all->count; i++) {
		const struct config *config = &all->config[i];

		if (config->lab != lab || (strcmp(name, "all") && strcmp(name, config->name)))
			continue;
		for (unsigned int run = 1; run <= repeat; run++) {
			copy(chosen, config);
			chosen->config[chosen->count - 1].run = run;
		}
	}
	return chosen->count > before;
}

static void unknown(const struct configs *all, enum lab lab, const char *name)
{
	char *known = print("%s", "all");

	for (size_t i = 0; i < all->count; i++) {
		char *more;

		if (all->config[i].lab != lab)
			continue;
		more = print("%s, %s", known, all->config[i].name);
		free(known);
		known = more;
	}
	error("no configuration '%s' in the %s lab; there are: %s", name, lab_names[lab], known);
	free(known);
}

/* The parameters in more replace those of the same name in config. */
static void override(struct config *config, const char *more)
{
	char *words = print("%s", config->kvm), *rest = words, *word;
	char *kept = print("%s", "");

	while ((word = strsep(&rest, " "))) {
		char *key = print(" %.*s=", (int)strcspn(word, "="), word);
		char *in = print(" %s", more);

		if (*word && !strstr(in, key)) {
			char *longer = print("%s%s ", kept, word);

			free(kept);
			kept = longer;
		}
		free(key);
		free(in);
	}
	free(words);
	free(config->kvm);
	config->kvm = print("%s%s", kept, more);
	free(kept);
}

/* The later word counts: the user's, except against what is to kill the VM. */
static void append(struct config *config, const char *more)
{
	char *both = config->death ? print("%s %s", more, config->append)
				   : print("%s %s", config->append, more);

	set(config, "append", trim(both));
	free(both);
}

/* Of two arguments of one name QEMU takes the later. */
static void add_qemu(struct config *config, const char *more)
{
	char *both = print("%s %s", config->qemu, more);

	set(config, "qemu", trim(both));
	free(both);
}

bool configs_choose(const struct configs *all, const struct options *options,
		    struct configs *chosen)
{
	char *names = print("%s", options->config), *rest = names, *name;
	bool good = true;

	while (good && (name = strsep(&rest, ","))) {
		good = choose_one(all, options->lab, name, options->repeat, chosen);
		if (!good)
			unknown(all, options->lab, name);
	}
	free(names);
	for (size_t i = 0; i < chosen->count; i++) {
		struct config *config = &chosen->config[i];

		if (modules_have_counters(options->modules) && options->lab != LAB_KVM &&
		    !strstr(config->kvm, "exit_counters="))
			override(config, "exit_counters=2");
		if (options->kvm_args)
			override(config, options->kvm_args);
		if (options->append)
			append(config, options->append);
		if (options->qemu)
			add_qemu(config, options->qemu);
		if (options->smp)
			config->vcpus = options->smp;
	}
	return good;
}

void configs_free(struct configs *configs)
{
	for (size_t i = 0; i < configs->count; i++) {
		struct config *config = &configs->config[i];

		free(config->name);
		free(config->kvm);
		free(config->model);
		free(config->emulator);
		free(config->kernel);
		free(config->qemu);
		free(config->append);
		free(config->pages);
		free(config->disturb);
	}
	free(configs->config);
	memset(configs, 0, sizeof(*configs));
}
