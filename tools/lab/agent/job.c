// SPDX-License-Identifier: GPL-2.0-only
/* The job: lines of `key value`, a configuration from each `config` to its `end`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "lab/base/file.h"
#include "lab/base/frame.h"

static void add(char **words, int *count, char *word)
{
	if (*count < MAX_WORDS)
		words[(*count)++] = word;
	else
		frame("error", "too many parameters or arguments, dropped: %s", word);
}

static int unknown(const char *key)
{
	frame("error", "the agent does not know the job's key '%s': rebuild the lab (make lab)",
	      key);
	return -1;
}

static int set(struct config *config, char *key, char *value)
{
	if (!strcmp(key, "config"))
		*config = (struct config){ .name = value, .pages = "small" };
	else if (!strcmp(key, "modules"))
		config->modules = value;
	else if (!strcmp(key, "exec"))
		config->exec = value;
	else if (!strcmp(key, "image"))
		config->image = value;
	else if (!strcmp(key, "append"))
		config->append = value;
	else if (!strcmp(key, "pages"))
		config->pages = value;
	else if (!strcmp(key, "parameter"))
		add(config->parameter, &config->parameters, value);
	else if (!strcmp(key, "argument"))
		add(config->argument, &config->arguments, value);
	else if (!strcmp(key, "limit"))
		config->limit = strtod(value, NULL);
	else if (!strcmp(key, "busy"))
		config->busy = strtoul(value, NULL, 10);
	else if (!strcmp(key, "oracle"))
		config->oracle = true;
	else if (!strcmp(key, "layout"))
		config->layout = true;
	else if (!strcmp(key, "suite"))
		config->suite = true;
	else if (!strcmp(key, "host-counts"))
		config->host_counts = true;
	else if (!strcmp(key, "patient"))
		config->patient = true;
	else if (!strcmp(key, "dirty-log"))
		config->dirty_log = true;
	else if (!strcmp(key, "disturb"))
		add(config->disturber, &config->disturbers, value);
	else if (!strcmp(key, "crash"))
		config->crash = true;
	else
		return unknown(key);
	return 0;
}

int job_read(const char *path, int (*each)(struct config *config))
{
	struct config config = { 0 };
	char *text, *line, *rest;

	text = file_read(path, NULL);
	if (!text) {
		frame("error", "no job: %s: %m", path);
		return -1;
	}
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		char *value = line;
		char *key = strsep(&value, " ");

		if (!*key)
			continue;
		if (!strcmp(key, "end")) {
			if (each(&config))
				return -1;
		} else if (set(&config, key, value ? value : "")) {
			return -1;
		}
	}
	free(text);
	return 0;
}
