// SPDX-License-Identifier: GPL-2.0-only
/* The command `coverage`: which logs, and the table of exit reasons that they have reached. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/build_path.h"
#include "base/status.h"
#include "causes.h"
#include "cover.h"
#include "coverage.h"
#include "coverage_table.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/paths.h"
#include "shared/memory.h"
#include "shared/message.h"

enum { KEY_UNREACHED = 256 };

struct arguments {
	char **path; /* logs or directories of logs */
	size_t count;
	bool whole;
	const char *unreached;
};

static const struct argp_option option_list[] = {
	{ "long", 'l', NULL, 0, "All workloads and configurations of a reason", 0 },
	{ "unreached", KEY_UNREACHED, "FILE", 0, "Causes, in place of tools/lab/unreached", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'l':
		arguments->whole = true;
		return 0;
	case KEY_UNREACHED:
		arguments->unreached = argument;
		return 0;
	case ARGP_KEY_ARG:
		arguments->path = grow(arguments->path, (arguments->count + 1) * sizeof(char *));
		arguments->path[arguments->count++] = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* `dir/vmx-ept1.log` is configuration vmx-ept1, and dir/vmx-ept1.life its VM's life. */
static bool add_log(struct coverage *coverage, const char *path)
{
	const char *name = strrchr(path, '/'), *dot = strrchr(path, '.');
	size_t length = dot ? (size_t)(dot - path) : strlen(path);
	char *config, *life;
	struct log log = { 0 };
	struct origin origin;
	bool good;

	if (!log_open(&log, path)) {
		log_free(&log);
		return false;
	}
	name = name ? name + 1 : path;
	config = print("%.*s", (int)(path + length - name), name);
	life = print("%.*s.life", (int)length, path);
	origin = coverage_log(coverage, &log, config);
	good = origin.isa == ISA_NONE || coverage_life(coverage, &origin, life);
	free(origin.label);
	free(config);
	free(life);
	log_free(&log);
	return good;
}

static bool add_directory(struct coverage *coverage, const char *path)
{
	struct paths logs = { 0 };
	bool good = paths_directory(&logs, path) >= 0;

	if (!good)
		error("%s: %s (make run makes logs)", path, strerror(errno));
	for (size_t i = 0; good && i < logs.count; i++)
		good = add_log(coverage, logs.path[i]);
	paths_free(&logs);
	return good;
}

static bool add_path(struct coverage *coverage, const char *path)
{
	struct stat status;

	if (!stat(path, &status) && !S_ISDIR(status.st_mode))
		return add_log(coverage, path);
	return add_directory(coverage, path);
}

int command_coverage(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "[LOG|DIRECTORY]...",
		.doc = "Prints which exit reasons the workloads of these logs (default: all of "
		       "build/logs) have reached, where, and why the others are not.",
	};
	struct arguments arguments = { 0 };
	struct coverage coverage = { 0 };
	char *logs = logs_path(), *unreached = build_path("lab/unreached");
	bool good = true;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	for (size_t i = 0; good && i < arguments.count; i++)
		good = add_path(&coverage, arguments.path[i]);
	if (!arguments.count)
		good = add_directory(&coverage, logs);
	good = good &&
	       causes_read(&coverage.causes, arguments.unreached ? arguments.unreached : unreached);
	if (good)
		coverage_print(&coverage, arguments.whole, stdout);
	coverage_free(&coverage);
	free(arguments.path);
	free(logs);
	free(unreached);
	return good ? STATUS_PASS : STATUS_CANNOT_RUN;
}
