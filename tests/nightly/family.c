// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "family.h"
#include "shared/clock.h"
#include "shared/memory.h"

#define LOOK_EVERY                                                                                 \
	100 /* ms: a child of a child that is gone says nothing here before it is adopted */

struct process {
	pid_t pid, parent;
	bool ours;
};

struct processes {
	struct process *process;
	size_t count;
};

bool family_adopt(void)
{
	return !prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* The parent by /proc/PID/stat, `PID (NAME) STATE PARENT`, where a name may have any byte; 0: it is gone. */
static pid_t parent_of(const char *pid)
{
	char *path = print("/proc/%s/stat", pid), *line = NULL, *at;
	FILE *file = fopen(path, "re");
	size_t room = 0;
	int parent = 0;

	free(path);
	if (!file)
		return 0;
	if (getdelim(&line, &room, 0, file) > 0) {
		at = strrchr(line, ')');
		if (!at || sscanf(at, ") %*c %d", &parent) != 1)
			parent = 0;
	}
	free(line);
	fclose(file);
	return parent;
}

static void read_all(struct processes *all)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;

	*all = (struct processes){ 0 };
	while (folder && (entry = readdir(folder))) {
		pid_t pid = atoi(entry->d_name), parent = pid > 0 ? parent_of(entry->d_name) : 0;

		if (!parent)
			continue;
		all->process = grow(all->process, (all->count + 1) * sizeof(*all->process));
		all->process[all->count++] = (struct process){ pid, parent, false };
	}
	if (folder)
		closedir(folder);
}

/* Marks one more generation. False: there is none. */
static bool mark(struct processes *all, pid_t eldest)
{
	bool more = false;

	for (size_t i = 0; i < all->count; i++) {
		struct process *child = &all->process[i];
		bool ours = child->parent == eldest;

		for (size_t j = 0; !ours && j < all->count; j++)
			ours = all->process[j].ours && all->process[j].pid == child->parent;
		more |= ours && !child->ours;
		child->ours = ours;
	}
	return more;
}

static void kill_all(void)
{
	struct processes all;

	read_all(&all);
	while (mark(&all, getpid()))
		;
	for (size_t i = 0; i < all.count; i++)
		if (all.process[i].ours)
			kill(all.process[i].pid, SIGKILL);
	free(all.process);
}

bool family_end(double seconds)
{
	const struct timespec look = { .tv_nsec = LOOK_EVERY * 1000000L };
	double deadline = now() + seconds;
	sigset_t child;
	pid_t gone;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	do {
		while ((gone = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (gone < 0 && errno == ECHILD)
			return true;
		kill_all();
		sigtimedwait(&child, NULL, &look);
	} while (now() < deadline);
	return false;
}
