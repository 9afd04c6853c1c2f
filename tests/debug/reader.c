// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that reads the counters of all VMs and vCPUs there are in debugfs, again and again,
 * while they come, run and die. Each file stays open for a while between two readings.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"
#include "say.h"

#define DEBUGFS "/sys/kernel/debug/kvm"
#define FILE	"exit_counters"

static struct {
	unsigned long read, gone, bad;
} * seen;

static volatile sig_atomic_t stop;
static pid_t reader;

static void on_term(int number)
{
	(void)number;
	stop = 1;
}

/* Once; what is there must be a whole table. A file whose VM has died reads as an error. */
static void read_once(int fd)
{
	char text[16384];
	ssize_t got = pread(fd, text, sizeof(text) - 1, 0);

	if (got < 0) {
		seen->gone++;
		return;
	}
	text[got] = 0;
	seen->read++;
	if (strncmp(text, "# abi 2 ", 8) || text[got - 1] != '\n')
		seen->bad++;
}

static void read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		seen->gone++;
		return;
	}
	read_once(fd);
	sched_yield();
	read_once(fd);
	close(fd);
}

static void each(const char *folder, int depth)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && !stop && (entry = readdir(dir))) {
		char path[512];

		snprintf(path, sizeof(path), "%.200s/%.255s", folder, entry->d_name);
		if (!strcmp(entry->d_name, FILE))
			read_file(path);
		else if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && depth)
			each(path, depth - 1);
	}
	if (dir)
		closedir(dir);
}

bool reader_start(void)
{
	if (!seen)
		seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			    -1, 0);
	memset(seen, 0, sizeof(*seen));
	fflush(stdout);
	reader = fork();
	if (reader < 0)
		wrong("fork: %m");
	if (reader)
		return reader > 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, on_term);
	while (!stop)
		each(DEBUGFS, 2);
	_exit(0);
}

void reader_stop(void)
{
	int status = -1;

	if (reader <= 0)
		return;
	kill(reader, SIGTERM);
	if (waitpid(reader, &status, 0) != reader || status)
		wrong("the reader of debugfs ended with wait status %d", status);
	reader = 0;
	note("debugfs: %lu tables read, %lu files gone before they were read", seen->read,
	     seen->gone);
	if (!seen->read)
		wrong("debugfs had nothing to read");
	if (seen->bad)
		wrong("%lu tables of debugfs were not whole", seen->bad);
}
