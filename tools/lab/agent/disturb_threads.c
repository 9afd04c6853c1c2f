// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's threads stopped and gone on, or moved from one processor to the other. */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disturb_threads.h"
#include "lab/base/file.h"
#include "lab/base/frame.h"

static bool stopped;

/* `pid (comm) T ...` */
static bool has_stopped(pid_t pid)
{
	char path[64], *text, *state;
	bool is;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	text = file_read(path, NULL);
	state = text ? strrchr(text, ')') : NULL;
	is = state && state[1] == ' ' && state[2] == 'T';
	free(text);
	return is;
}

static void go_on(const struct victim *victim)
{
	if (!stopped)
		return;
	disturb_stop.done += has_stopped(victim->pid);
	kill(victim->pid, SIGCONT);
	stopped = false;
}

static void stop_step(const struct victim *victim)
{
	if (stopped)
		go_on(victim);
	else
		stopped = !kill(victim->pid, SIGSTOP);
}

struct disturber disturb_stop = {
	.name = "stop",
	.what = "stops of QEMU",
	.ms = 1,
	.step = stop_step,
	.end = go_on,
};

static int move_begin(const struct victim *victim)
{
	(void)victim;
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
		frame("error", "L1 has one processor: threads cannot be moved");
		return -1;
	}
	return 0;
}

static bool move_thread(pid_t thread, unsigned int to)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(to, &set);
	return !sched_setaffinity(thread, sizeof(set), &set);
}

/* All to the one processor, and then all to the other. */
static void move_step(const struct victim *victim)
{
	static unsigned int to;
	struct dirent *entry;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", victim->pid);
	dir = opendir(path);
	to = !to;
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			disturb_move.done += move_thread(atoi(entry->d_name), to);
	if (dir)
		closedir(dir);
}

struct disturber disturb_move = {
	.name = "move",
	.what = "moves of threads",
	.ms = 1,
	.begin = move_begin,
	.step = move_step,
};
