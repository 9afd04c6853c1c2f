// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/memory.h"
#include "sites_parts.h"
#include "sites_trace.h"

#define TRACING	  "/sys/kernel/tracing"
#define INSTANCES TRACING "/instances"
#define SYNTHETIC TRACING "/synthetic_events"
#define PREFIX	  "exitstat-"

/* A file of an event of the owner's instance; of the instance itself with event NULL. */
static char *path_of(pid_t owner, const char *event, const char *name)
{
	if (!event)
		return print(INSTANCES "/" PREFIX "%d", owner);
	return print(INSTANCES "/" PREFIX "%d/events/%s/%s", owner, event, name);
}

/* 0, or the errno. */
static int write_to(const char *path, int flag, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flag), error = 0;

	if (fd < 0)
		return errno;
	if (*text && write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	return error;
}

/* NULL, or what the kernel does not take, to be freed. @more: `:pause`, or nothing. */
static char *set(const struct sites_trace *trace, const struct sites_part *part, const char *more)
{
	const char *threads = part->threads ? trace->threads : "";
	char *path = path_of(trace->owner, part->event, "trigger"), *wrong = NULL, *text;
	int why;

	if (*part->condition && *threads)
		text = print("%s%s if (%s) && (%s)", part->trigger, more, part->condition, threads);
	else
		text = print("%s%s%s%s%s", part->trigger, more,
			     *part->condition || *threads ? " if " : "", part->condition, threads);
	why = write_to(path, O_APPEND, text);
	if (why)
		wrong = print("%s does not take '%s': %s", path, text, strerror(why));
	free(path);
	free(text);
	return wrong;
}

static char *make_events(const struct sites_trace *trace)
{
	char *wrong = NULL;

	for (int mmio = 0; !wrong && mmio < 2; mmio++) {
		char *event = sites_parts_synthetic(trace->owner, mmio);
		int why = write_to(SYNTHETIC, O_APPEND, event);

		if (why)
			wrong = print(SYNTHETIC " does not take '%s': %s", event, strerror(why));
		free(event);
	}
	return wrong;
}

static char *make(const struct sites_trace *trace, const struct sites_part part[SITES_PARTS])
{
	char *instance = path_of(trace->owner, NULL, NULL), *wrong = make_events(trace);

	if (!wrong && mkdir(instance, 0700))
		wrong = print("%s: %s", instance, strerror(errno));
	for (size_t i = 0; !wrong && i < SITES_PARTS; i++)
		wrong = set(trace, &part[i], "");
	free(instance);
	return wrong;
}

/*
 * Emptying its trigger file takes all triggers off an event; those that use another's variables have to go first. The
 * kernel does not take away an instance that has variables.
 */
static void remove_of(pid_t owner)
{
	struct sites_part part[SITES_PARTS];
	char *instance = path_of(owner, NULL, NULL), *event;

	sites_parts_make(part, owner, 0);
	for (size_t i = SITES_PARTS; i-- > 0;) {
		char *path = path_of(owner, part[i].event, "trigger");

		write_to(path, O_TRUNC, "");
		free(path);
	}
	sites_parts_free(part);
	rmdir(instance);
	free(instance);
	for (int mmio = 0; mmio < 2; mmio++) {
		event = print("!exitstat_%d%s", owner, mmio ? "_mmio" : "");
		write_to(SYNTHETIC, O_APPEND, event);
		free(event);
	}
}

static void remove_if_gone(pid_t owner)
{
	if (kill(owner, 0) && errno == ESRCH)
		remove_of(owner);
}

/* What owners have left that were killed, and their guardians too: instances, and events without one. */
static void sweep(void)
{
	DIR *dir = opendir(INSTANCES);
	FILE *events = fopen(SYNTHETIC, "re");
	struct dirent *entry;
	char *line = NULL;
	size_t room = 0;
	int owner;

	while (dir && (entry = readdir(dir)))
		if (sscanf(entry->d_name, PREFIX "%d", &owner) == 1)
			remove_if_gone(owner);
	while (events && getline(&line, &room, events) > 0)
		if (sscanf(line, "exitstat_%d", &owner) == 1)
			remove_if_gone(owner);
	free(line);
	if (dir)
		closedir(dir);
	if (events)
		fclose(events);
}

/* `common_pid == 12 || ...`, or NULL: there is no such process. */
static char *threads_of(pid_t pid)
{
	char *path = print("/proc/%d/task", pid), *text = print("%s", "");
	DIR *dir = opendir(path);
	struct dirent *entry;

	free(path);
	while (dir && (entry = readdir(dir))) {
		char *more;

		if (atoi(entry->d_name) <= 0)
			continue;
		more = print("%s%scommon_pid == %d", text, *text ? " || " : "",
			     atoi(entry->d_name));
		free(text);
		text = more;
	}
	if (dir)
		closedir(dir);
	if (*text)
		return text;
	free(text);
	return NULL;
}

/* Sleeps until the owner has let go of the pipe, whatever made it. */
static void guard(const struct sites_trace *trace, int pipe)
{
	char none;

	setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	close(trace->alive);
	while (read(pipe, &none, 1) < 0 && errno == EINTR)
		;
	remove_of(trace->owner);
	_exit(0);
}

static char *start_guardian(struct sites_trace *trace)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		return print("pipe: %s", strerror(errno));
	trace->alive = pipes[1];
	trace->guardian = fork();
	if (!trace->guardian)
		guard(trace, pipes[0]);
	close(pipes[0]);
	return trace->guardian < 0 ? print("fork: %s", strerror(errno)) : NULL;
}

char *sites_trace_start(struct sites_trace *trace, pid_t pid, size_t entries)
{
	struct sites_part part[SITES_PARTS];
	char *wrong;

	*trace = (struct sites_trace){ .entries = entries, .alive = -1 };
	trace->threads = pid ? threads_of(pid) : print("%s", "");
	if (!trace->threads)
		return print("there is no process %d", pid);
	sweep();
	trace->owner = getpid();
	wrong = start_guardian(trace);
	sites_parts_make(part, trace->owner, entries);
	if (!wrong)
		wrong = make(trace, part);
	sites_parts_free(part);
	if (wrong)
		sites_trace_stop(trace);
	return wrong;
}

/* A file of the kernel's, whole; there is no 0 byte in it. NULL: errno says why. */
static char *slurp(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (file && getdelim(&text, &room, 0, file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

static char *read_one(const struct sites_trace *trace, const char *event, char **text)
{
	char *path = path_of(trace->owner, event, "hist"), *wrong = NULL;

	*text = slurp(path);
	if (!*text)
		wrong = print("%s: %s", path, strerror(errno));
	free(path);
	return wrong;
}

char *sites_trace_read(const struct sites_trace *trace, struct sites_text *text)
{
	struct sites_part part[SITES_PARTS];
	char *wrong = NULL, *handed = print("synthetic/exitstat_%d", trace->owner),
	     *mmio = print("%s_mmio", handed);

	*text = (struct sites_text){ 0 };
	sites_parts_make(part, trace->owner, trace->entries);
	for (size_t i = SITES_PARTS; !wrong && i-- > 0;)
		if (strstr(part[i].trigger, ":size=")) /* what counts */
			wrong = set(trace, &part[i], ":pause");
	sites_parts_free(part);
	if (!wrong)
		wrong = read_one(trace, "kvm/kvm_exit", &text->exits);
	if (!wrong)
		wrong = read_one(trace, handed, &text->handed);
	if (!wrong)
		wrong = read_one(trace, mmio, &text->mmio);
	if (!wrong)
		wrong = read_one(trace, "kvm/kvm_page_fault", &text->faults);
	free(handed);
	free(mmio);
	if (wrong)
		sites_text_free(text);
	return wrong;
}

void sites_text_free(struct sites_text *text)
{
	free(text->exits);
	free(text->handed);
	free(text->mmio);
	free(text->faults);
	*text = (struct sites_text){ 0 };
}

void sites_trace_stop(struct sites_trace *trace)
{
	if (trace->owner)
		remove_of(trace->owner);
	if (trace->alive >= 0)
		close(trace->alive);
	if (trace->guardian > 0)
		waitpid(trace->guardian, NULL, 0);
	free(trace->threads);
	*trace = (struct sites_trace){ .alive = -1 };
}
