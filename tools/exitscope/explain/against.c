// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "against.h"
#include "base/build_path.h"
#include "base/progress.h"
#include "plan/modules.h"
#include "shared/memory.h"
#include "shared/message.h"

/* In the build folder. */
#define AGAINST "logs/against.trace"

extern char **environ;

static bool is_file(const char *path)
{
	struct stat status;

	return !stat(path, &status) && !S_ISDIR(status.st_mode);
}

static bool is_folder_of_modules(const char *path)
{
	return modules_given(path) && modules_known(path);
}

static bool same_file(const char *a, const char *b)
{
	struct stat one, other;

	return !stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* A file is what it is, but if this run's trace takes its place: then it moves out of the way. */
static char *keep(const char *base, const char *trace)
{
	char *kept = build_path(AGAINST);

	if (!same_file(base, trace) || rename(base, kept)) {
		free(kept);
		return print("%s", base);
	}
	progress("%s is %s now, since this run's trace takes its place", base, kept);
	return kept;
}

/* Words that are of what is written, and not of the run: `--word=value`, or `--word value`. */
static int words_of_writing(const char *word)
{
	static const char *const words[] = { "--against", "--format", "--output", "--trace" };

	if (!strncmp(word, "-o", 2))
		return word[2] ? 1 : 2;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t length = strlen(words[i]);

		if (!strncmp(word, words[i], length) && (!word[length] || word[length] == '='))
			return word[length] ? 1 : 2;
	}
	return 0;
}

/* The same run, of another kernel or other modules; the last word of a kind counts. */
static char **command_of(const char *base, int argc, char **argv, char *path)
{
	char **words = allocate((argc + 8) * sizeof(*words));
	int n = 0;

	words[n++] = "exitscope";
	words[n++] = "explain";
	for (int i = 1; i < argc;) {
		int skip = words_of_writing(argv[i]);

		if (!skip) {
			words[n++] = argv[i++];
			continue;
		}
		i += skip;
	}
	words[n++] = is_folder_of_modules(base) ? "--modules" : "--kernel";
	words[n++] = (char *)base;
	words[n++] = "--trace";
	words[n++] = path;
	words[n] = "--summary";
	return words;
}

/* Its summary goes nowhere; what it says of itself is said. */
static enum status run(char **words)
{
	posix_spawn_file_actions_t actions;
	int why, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	why = posix_spawn(&pid, "/proc/self/exe", &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (why) {
		error("exitscope: %s", strerror(why));
		return STATUS_CANNOT_RUN;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL + WTERMSIG(status);
}

enum status against_file(const char *base, const char *trace, int argc, char **argv, char **path)
{
	char *kernel = print("lab/%s", base), *folder = build_path(kernel), **words;
	enum status status;
	bool known = !access(folder, F_OK);

	free(kernel);
	free(folder);
	*path = NULL;
	if (is_file(base)) {
		*path = keep(base, argc ? trace : "");
		return STATUS_PASS;
	}
	known = is_folder_of_modules(base) || (known && !strchr(base, '/'));
	if (!known || !argc) {
		error("--against: '%s' is no file, no folder that has a kvm.ko, and no kernel of that name is in the lab",
		      base);
		return STATUS_USAGE;
	}
	*path = build_path(AGAINST);
	progress("first %s, to compare with", base);
	words = command_of(base, argc, argv, *path);
	status = run(words);
	free(words);
	if (status > STATUS_FAIL) {
		error("--against: %s was not explained", base);
		free(*path);
		*path = NULL;
	}
	return *path ? STATUS_PASS : status;
}
