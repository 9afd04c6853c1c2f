// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_window.h"

#define INSTANCES TRACING "/instances"
#define PROBES	  TRACING "/kprobe_events"
#define PREFIX	  "exitscope-"

__attribute__((format(printf, 1, 2))) static char *text_of(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		abort();
	va_end(arguments);
	return text;
}

static char *instance_of(pid_t owner)
{
	return text_of(INSTANCES "/" PREFIX "%d", owner);
}

/* 0, or the errno. */
static int append(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC), error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	return error;
}

/* NULL, or what the kernel does not take. */
static char *set_trigger(const struct exit_window *window, const char *event, const char *trigger)
{
	char *instance = instance_of(window->owner);
	char *path = text_of("%s/events/%s/trigger", instance, event), *wrong = NULL;
	int error = append(path, trigger);

	if (error)
		wrong = text_of("%s does not take '%s': %s", path, trigger, strerror(error));
	free(path);
	free(instance);
	return wrong;
}

/* ` if WHAT && (common_pid == 1 || ...)`, each part where there is one. */
static char *condition(const char *what, const char *threads)
{
	if (!*threads)
		return text_of("%s%s", *what ? " if " : "", what);
	return text_of(" if %s%s(%s)", what, *what ? " && " : "", threads);
}

static char *count_trigger(const struct exit_window *window)
{
	char *when = condition("", window->threads), *text;

	text = text_of("hist:keys=exit_reason:pause%s", when);
	free(when);
	return text;
}

static char *set_conditional(const struct exit_window *window, const char *event,
			     const char *trigger, const char *what)
{
	char *when = condition(what, window->threads);
	char *text = text_of("%s%s", trigger, when);
	char *wrong = set_trigger(window, event, text);

	free(text);
	free(when);
	return wrong;
}

static char *set_all(const struct exit_window *window)
{
	char *close_event = text_of("exitscope_%d/close", window->owner);
	char *count = count_trigger(window);
	char *wrong = set_trigger(window, "kvm/kvm_exit", count);

	if (!wrong)
		wrong = set_conditional(window, "kvm/kvm_cpuid", "enable_hist:kvm:kvm_exit",
					"function == 0x4ffffffe");
	if (!wrong)
		wrong = set_conditional(window, close_event, "disable_hist:kvm:kvm_exit",
					"leaf == 0x4ffffffc");
	free(count);
	free(close_event);
	return wrong;
}

static char *threads_of(const pid_t *threads, size_t count)
{
	char *text = text_of("%s", "");

	for (size_t i = 0; i < count; i++) {
		char *more = text_of("%s%scommon_pid == %d", text, i ? " || " : "", threads[i]);

		free(text);
		text = more;
	}
	return text;
}

/* The leaf is what the second argument points to. */
static char *make_instance(const struct exit_window *window)
{
	char *instance = instance_of(window->owner), *wrong = NULL;
	char *probe = text_of("p:exitscope_%d/close kvm_cpuid leaf=+0(%%si):u32", window->owner);
	int error = append(PROBES, probe);

	if (error)
		wrong = text_of(PROBES " does not take '%s': %s", probe, strerror(error));
	else if (mkdir(instance, 0700))
		wrong = text_of("%s: %s", instance, strerror(errno));
	free(probe);
	free(instance);
	return wrong;
}

char *exit_window_start(struct exit_window *window, const pid_t *threads, size_t count)
{
	char *wrong;

	window->owner = getpid();
	window->threads = threads_of(threads, count);
	wrong = make_instance(window);
	if (!wrong)
		wrong = set_all(window);
	if (wrong)
		exit_window_stop(window);
	return wrong;
}

/* A histogram's file as `10=1001 30=5`, to be freed; NULL: errno says why. */
static char *histogram_read(const char *path)
{
	char *all = text_of("%s", ""), *line = NULL;
	FILE *file = fopen(path, "re");
	unsigned long long count;
	unsigned long reason;
	size_t room = 0;

	if (!file) {
		free(all);
		return NULL;
	}
	while (getline(&line, &room, file) > 0) {
		char *more;

		if (sscanf(line, "{ exit_reason: %lu } hitcount: %llu", &reason, &count) != 2)
			continue;
		more = text_of("%s%s%lu=%llu", all, *all ? " " : "", reason, count);
		free(all);
		all = more;
	}
	free(line);
	fclose(file);
	return all;
}

static bool is_open(const char *path)
{
	FILE *file = fopen(path, "re");
	bool active = false;
	char *line = NULL;
	size_t room = 0;

	while (file && !active && getline(&line, &room, file) > 0)
		active = strstr(line, "[active]");
	free(line);
	if (file)
		fclose(file);
	return active;
}

char *exit_window_read(const struct exit_window *window)
{
	char *instance = instance_of(window->owner);
	char *path = text_of("%s/events/kvm/kvm_exit/hist", instance), *text;

	/* A guest that uses the opening leaf for something else has left it open. */
	if (is_open(path)) {
		char *count = count_trigger(window);

		free(set_trigger(window, "kvm/kvm_exit", count));
		free(count);
	}
	text = histogram_read(path);
	free(path);
	free(instance);
	return text;
}

/* The kernel takes an instance's triggers away with it, and they were all that held the probe. */
static void remove_of(pid_t owner)
{
	char *instance = instance_of(owner), *probe = text_of("-:exitscope_%d/close", owner);

	rmdir(instance);
	append(PROBES, probe);
	free(probe);
	free(instance);
}

void exit_window_stop(struct exit_window *window)
{
	if (!window->owner)
		return;
	remove_of(window->owner);
	free(window->threads);
	memset(window, 0, sizeof(*window));
}

/* Probes as well as instances: one may be there without the other. */
static void sweep_probes(void)
{
	FILE *file = fopen(PROBES, "re");
	char *line = NULL;
	size_t room = 0;
	int owner;

	while (file && getline(&line, &room, file) > 0)
		if (sscanf(line, "p:exitscope_%d/", &owner) == 1 && kill(owner, 0) &&
		    errno == ESRCH)
			remove_of(owner);
	free(line);
	if (file)
		fclose(file);
}

void exit_window_sweep(void)
{
	DIR *dir = opendir(INSTANCES);
	struct dirent *entry;
	int owner;

	while (dir && (entry = readdir(dir)))
		if (sscanf(entry->d_name, PREFIX "%d", &owner) == 1 && kill(owner, 0) &&
		    errno == ESRCH)
			remove_of(owner);
	if (dir)
		closedir(dir);
	sweep_probes();
}
