// SPDX-License-Identifier: GPL-2.0-only
/* Everything that takes longer than CI has: the parts of a table, each with its log and limit, and a page of what came. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/build_path.h"
#include "base/glob.h"
#include "base/value.h"
#include "night.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "tree.h"

/* Seconds that the parts of one that was killed have to be gone: guards end them. */
#define OTHERS_TIME 120

struct arguments {
	const char *table, *folder, *tree, *also;
	unsigned int most;
	double patience;
	bool again, list;
	char **globs; /* up to NULL */
	size_t count;
};

enum { KEY_AGAIN = 256, KEY_LIST, KEY_TREE, KEY_OF, KEY_PATIENCE };

static const struct argp_option option_list[] = {
	{ "jobs", 'j', "N", 0, "Parts at once; no more than two emulators run, however many", 0 },
	{ "again", KEY_AGAIN, NULL, 0, "Run again what has passed for this tree", 0 },
	{ "list", KEY_LIST, NULL, 0, "List the parts, and what keeps one from being run here", 0 },
	{ "tree", KEY_TREE, "COMMAND", 0, "Says what is checked out; default: tests/nightly/tree",
	  0 },
	{ "of", KEY_OF, "TEXT", 0, "A result is of this, too: settings that parts go by", 0 },
	{ "patience", KEY_PATIENCE, "S", 0,
	  "Seconds that a part has to end when it is asked to, before it is killed; default: 30",
	  0 },
	{ 0 },
};

static void take_argument(struct arguments *arguments, char *argument)
{
	if (!arguments->table) {
		arguments->table = argument;
	} else if (!arguments->folder) {
		arguments->folder = argument;
	} else {
		arguments->globs =
			grow(arguments->globs, (arguments->count + 2) * sizeof(*arguments->globs));
		arguments->globs[arguments->count++] = argument;
		arguments->globs[arguments->count] = NULL;
	}
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'j':
		arguments->most = value_number(argument, "--jobs", 1, 64, state);
		return 0;
	case KEY_AGAIN:
		arguments->again = true;
		return 0;
	case KEY_LIST:
		arguments->list = true;
		return 0;
	case KEY_TREE:
		arguments->tree = argument;
		return 0;
	case KEY_OF:
		arguments->also = argument;
		return 0;
	case KEY_PATIENCE:
		arguments->patience = value_positive(argument, "--patience", 3600, state);
		return 0;
	case ARGP_KEY_ARG:
		take_argument(arguments, argument);
		return 0;
	case ARGP_KEY_END:
		if (!arguments->folder)
			argp_error(state,
				   "which parts, and where to? nightly TABLE FOLDER [PART...]");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void list(const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->part[i];
		char *lacks = part_lacks(part);

		printf("%-16s %5.0f min  %s%s%s\n", part->name, part->limit / 60, part->command,
		       lacks ? "  # not here: " : "", lacks ? lacks : "");
		free(lacks);
	}
}

/* FNV-1a, 64 bits, of texts with their ends. */
static uint64_t mix(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	while (*text++);
	return hash;
}

static uint64_t print_of(const struct part *part, const char *id, const char *also)
{
	uint64_t hash = mix(mix(mix(0xcbf29ce484222325, id), also), part->command);

	hash = mix(hash, part->proof ? part->proof : "");
	for (char *const *name = part->variable; *name; name++)
		hash = mix(hash, getenv(*name) ? getenv(*name) : "");
	/* The file keeps it as JSON does, where a number of 64 bits has a sign. */
	return hash >> 1;
}

/* False: a name means no part, and it was said. */
static bool choose(struct night *night, char **globs)
{
	for (char **glob = globs; glob && *glob; glob++) {
		bool any = false;

		for (size_t i = 0; i < night->count; i++) {
			struct entry *entry = &night->entry[i];
			bool meant = glob_match(*glob, entry->part->name);

			any |= meant;
			entry->chosen |= meant || entry->part->first;
		}
		if (any)
			continue;
		error("there is no part '%s'; --list says which there are", *glob);
		return false;
	}
	for (size_t i = 0; !globs && i < night->count; i++)
		night->entry[i].chosen = true;
	return true;
}

/* What an earlier night has left of this tree. */
static void remember(struct night *night, bool again)
{
	for (size_t i = 0; i < night->count; i++) {
		struct entry *entry = &night->entry[i];
		const struct result *result = results_of(&night->results, entry->part->name);

		if (!result || result->of != entry->of)
			continue;
		entry->kept = !entry->chosen ||
			      (result->verdict == VERDICT_PASS && !again && !entry->part->first);
		if (entry->kept)
			entry->result = *result;
	}
}

static void wake(int signal)
{
	(void)signal;
}

/* One at a time in a folder. Guards hold the lock as well: what a killed night has left is gone first. */
static bool is_alone(const char *folder)
{
	const struct sigaction action = { .sa_handler = wake };
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool alone;

	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		return true;
	if (fd >= 0 && errno == EWOULDBLOCK)
		error("%s: another night is at it, or its parts end: waiting up to %d s", folder,
		      OTHERS_TIME);
	sigaction(SIGALRM, &action, NULL);
	alarm(OTHERS_TIME);
	alone = fd >= 0 && !flock(fd, LOCK_EX);
	alarm(0);
	if (!alone)
		error("%s: %s", folder, errno == EINTR ? "they still run" : strerror(errno));
	return alone;
}

static void conclude(const struct night *night, enum status status)
{
	unsigned int parts[4] = { 0 };

	for (size_t i = 0; i < night->count; i++)
		parts[night->entry[i].result.verdict] += night->entry[i].chosen;
	printf("page: %s/index.html\n", night->folder);
	if (night->why)
		printf("%s: %s\n", status_name(status), night->why);
	if (parts[VERDICT_NONE])
		printf("incomplete: %u parts have no result\n", parts[VERDICT_NONE]);
	printf("%u passed, %u failed, %u skipped\n", parts[VERDICT_PASS], parts[VERDICT_FAIL],
	       parts[VERDICT_SKIP]);
}

static enum status run(struct night *night, const struct parts *parts,
		       const struct arguments *arguments)
{
	char *file = print("%s/results", arguments->folder);
	enum status status = STATUS_CANNOT_RUN;

	night->count = parts->count;
	night->entry = allocate(parts->count * sizeof(*night->entry));
	for (size_t i = 0; i < parts->count; i++) {
		night->entry[i].part = &parts->part[i];
		night->entry[i].of = print_of(&parts->part[i], night->id, arguments->also);
	}
	if (!choose(night, arguments->globs)) {
		status = STATUS_USAGE;
	} else if (is_alone(arguments->folder) && results_open(&night->results, file)) {
		remember(night, arguments->again);
		status = night_run(night);
		conclude(night, status);
	}
	results_free(&night->results);
	free(night->entry);
	free(file);
	return status;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_list,
		.parser = parse,
		.args_doc = "TABLE FOLDER [PART...]",
		.doc = "Runs the parts of TABLE, each with its log and its limit, as far as they have not passed for "
		       "what is checked out, and writes FOLDER/index.html as they end. PART: globs of names."
		       "\v"
		       "Status 0: all pass, or are skipped. 1: one fails. 2: usage. 3: could not run. 4: all are "
		       "skipped. 5: incomplete. 128 and more: ended by a signal.",
	};
	struct arguments arguments = {
		.most = 1, .patience = 30, .tree = "tests/nightly/tree", .also = ""
	};
	enum status status = STATUS_CANNOT_RUN;
	struct night night = { .began = time(NULL) };
	struct parts parts;
	char *logs;

	program_name = "nightly";
	argp_err_exit_status = STATUS_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	night.folder = arguments.folder;
	night.tree = arguments.tree;
	night.most = arguments.most;
	night.patience = arguments.patience;
	logs = print("%s/log", arguments.folder);
	if (!parts_read(&parts, arguments.table)) {
		status = STATUS_USAGE;
	} else if (arguments.list) {
		list(&parts);
		status = STATUS_PASS;
	} else if (tree_read(night.tree, &night.id, &night.called)) {
		make_folders(logs);
		status = run(&night, &parts, &arguments);
	}
	parts_free(&parts);
	free(arguments.globs);
	free(night.id);
	free(night.called);
	free(logs);
	return status;
}
