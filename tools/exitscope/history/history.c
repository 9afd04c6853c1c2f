// SPDX-License-Identifier: GPL-2.0-only
/* exitscope history: what exits cost over kernels, and the parts that `make history` gathers it by. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/output.h"
#include "base/status.h"
#include "cause.h"
#include "history.h"
#include "kinds.h"
#include "options.h"
#include "page.h"
#include "steps.h"
#include "store.h"
#include "text.h"
#include "todo.h"

/* What the line there is has of other configurations goes on, if guest, emulator and all else were the same. */
static void keep_others(const struct store *store, struct json_object *line)
{
	static const char *const conditions[] = { "package", "emulator", "vmm",
						  "guest",   "ops",	 "settle_ms" };
	struct json_object *known = store_same(store, line),
			   *configs = json_member(line, "configs");

	if (!json_member(known, "configs") || !configs)
		return;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (!json_object_equal(json_member(known, conditions[i]),
				       json_member(line, conditions[i])))
			return;
	json_object_object_foreach(json_member(known, "configs"), name, config)
	{
		if (!json_member(configs, name))
			json_object_object_add(configs, name, json_object_get(config));
	}
}

/* A line is made while nothing is locked; the file is read, changed and written in no time. */
static bool put(const char *path, struct json_object *line)
{
	struct store store;
	bool good;

	if (!line || !store_open(&store, path, true)) {
		json_object_put(line);
		return false;
	}
	keep_others(&store, line);
	store_put(&store, line);
	good = store_save(&store);
	store_close(&store);
	return good;
}

static bool add(const struct options *options)
{
	struct json_object *line;

	return measure_logs(&options->subject, &options->files, &line) && put(options->file, line);
}

static bool explained(const struct options *options)
{
	const struct subject *subject = &options->subject;

	return put(options->file,
		   cause_line(subject->lab, options->config, options->against, subject->kernel,
			      subject->package, options->files.path[0], options->files.path[1]));
}

/* A step that was explained is not explained again, also if a row of it could not be. */
static void print_step(const struct series *series, const struct step *step)
{
	if (step->explained)
		return;
	printf("%s %s %s %s %s", series->lab, series->config, step->before->kernel,
	       step->now->kernel, step->now->package);
	for (size_t i = 0; i < step->n; i++)
		printf("%c%s", i ? ',' : ' ', step->change[i].is->name);
	putchar('\n');
}

static void print_steps(const struct store *store)
{
	for (size_t i = 0; i < KINDS; i++) {
		struct series series = series_of(store, kinds[i].lab, kinds[i].config);
		struct steps steps = steps_of(store, &series);

		for (size_t step = 0; step < steps.n; step++)
			print_step(&series, &steps.step[step]);
		steps_free(&steps);
		series_free(&series);
	}
}

static bool show(const struct store *store, const struct options *options)
{
	struct output output;

	if (!options->output) {
		text_write(store, stdout);
		return true;
	}
	if (!output_open(&output, options->output))
		return false;
	page_write(store, output.file);
	return output_close(&output);
}

static bool read_only(const struct options *options)
{
	struct store store;
	bool good = store_open(&store, options->file, options->action == ACTION_TODO);

	if (!good)
		return false;
	if (options->action == ACTION_TODO)
		good = todo_print(&store, options->list, options->retry);
	else if (options->action == ACTION_STEPS)
		print_steps(&store);
	else
		good = show(&store, options);
	store_close(&store);
	return good;
}

int command_history(int argc, char **argv)
{
	struct options options = { .subject = { .lab = "",
						.kernel = "",
						.package = "",
						.suite = "",
						.guest = "",
						.vmm = "" } };
	bool good;

	if (argp_parse(&history_argp, argc, argv, 0, NULL, &options))
		return STATUS_CANNOT_RUN;
	switch (options.action) {
	case ACTION_ADD:
		good = add(&options);
		break;
	case ACTION_FAILED:
		good = put(options.file, measure_failure(&options.subject, options.why));
		break;
	case ACTION_EXPLAINED:
		good = explained(&options);
		break;
	default:
		good = read_only(&options);
	}
	paths_free(&options.files);
	return good ? STATUS_PASS : STATUS_CANNOT_RUN;
}
