// SPDX-License-Identifier: GPL-2.0-only
/* exitscope suite: a suite in each configuration that was chosen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_path.h"
#include "base/status.h"
#include "course.h"
#include "plan/config.h"
#include "selftests.h"
#include "shared/memory.h"
#include "suite.h"
#include "suite_options.h"
#include "unittests.h"

static enum status read_suite(struct suite *suite, const struct suite_options *options)
{
	double seconds = options->limit / (options->run.lab == LAB_SVM ? 1000 : 200);
	struct unittests_how how = {
		.all = options->all,
		.group = options->group,
		.busy = seconds < 1 ? 1 : seconds,
		.max_smp = options->run.l1_cpus,
	};
	enum status status;

	suite->name = options->suite;
	if (!strcmp(options->suite, "selftests"))
		status = selftests_read(suite, options->directory, options->run.lab);
	else
		status = unittests_read(suite, options->directory, &how);
	if (status == STATUS_PASS && !suite_choose(suite, options->globs))
		status = STATUS_USAGE;
	if (status == STATUS_PASS && !suite_print(suite))
		status = STATUS_CANNOT_RUN;
	return status;
}

static const char *first_config(const struct configs *all, enum lab lab)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->config[i].lab == lab)
			return all->config[i].name;
	return "all";
}

static enum status run_all(struct suite_options *options, struct suite *suite)
{
	char *list = options->run.configs ? print("%s", options->run.configs)
					  : build_path("lab/configs");
	char *table = options->deviations ? print("%s", options->deviations)
					  : build_path("lab/deviations");
	char *name = print("suite/%s", suite->name);
	char *directory = options->run.log_dir ? print("%s", options->run.log_dir)
					       : build_path(name);
	struct configs all = { 0 }, chosen = { 0 };
	enum status status = STATUS_CANNOT_RUN;

	if (configs_read(&all, list)) {
		if (!options->run.config)
			options->run.config = first_config(&all, options->run.lab);
		status = configs_choose(&all, &options->run, &chosen) ? STATUS_PASS : STATUS_USAGE;
	}
	for (size_t i = 0; status != STATUS_USAGE && status < STATUS_SIGNAL && i < chosen.count;
	     i++)
		status = status_worse(status, course_run(options, suite, &chosen.config[i],
							 directory, table));
	configs_free(&chosen);
	configs_free(&all);
	free(directory);
	free(name);
	free(table);
	free(list);
	return status;
}

int command_suite(int argc, char **argv)
{
	struct suite_options options;
	struct suite suite = { 0 };
	enum status status;

	suite_options_parse(&options, argc, argv);
	status = read_suite(&suite, &options);
	if (status == STATUS_PASS)
		status = run_all(&options, &suite);
	suite_free(&suite);
	free(options.globs);
	return status;
}
