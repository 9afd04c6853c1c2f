// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program of the user's in place of a guest: what it prints goes to the host tool line by line.
 * It has no limit in here: the host tool's, on the clock, ends the whole lab.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "job.h"
#include "lab/base/frame.h"
#include "lab/base/port.h"
#include "payload.h"

#define LINE_MAX_LENGTH 8192

static void become(const char *command, int output)
{
	char *words[MAX_WORDS + 1] = { NULL }, *rest = strdup(command), *word;
	int count = 0;

	while (rest && count < MAX_WORDS && (word = strsep(&rest, " ")))
		if (*word)
			words[count++] = word;
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/", 1);
	setsid();
	dup2(open("/dev/null", O_RDONLY), 0);
	dup2(output, 1);
	dup2(output, 2);
	if (count)
		execvp(words[0], words);
	dprintf(2, "%s: %s\n", count ? words[0] : "--exec", strerror(errno));
	_exit(127);
}

struct lines {
	char line[LINE_MAX_LENGTH];
	size_t length;
};

static void flush(struct lines *lines, const char *channel)
{
	frame_text(channel, lines->line, lines->length);
	lines->length = 0;
}

/* False at the end of the output. */
static bool forward(struct lines *lines, int output)
{
	char text[4096];
	ssize_t got = read(output, text, sizeof(text));

	for (ssize_t i = 0; i < got; i++) {
		if (text[i] == '\n') {
			flush(lines, "guest");
			continue;
		}
		lines->line[lines->length++] = text[i];
		if (lines->length == LINE_MAX_LENGTH)
			flush(lines, "part");
	}
	return got > 0 || (got < 0 && errno == EINTR);
}

static void report(int status)
{
	if (WIFSIGNALED(status))
		frame("exit", "signal %d", WTERMSIG(status));
	else
		frame("exit", "status %d", WEXITSTATUS(status));
}

/*
 * The output ends when the last process that holds it has closed it: what the program leaves
 * running is killed when it ends, and so does not reach the next configuration either.
 */
static int follow(pid_t program, int output)
{
	struct pollfd wait[] = {
		{ .fd = output, .events = POLLIN },
		{ .fd = syscall(SYS_pidfd_open, program, 0), .events = POLLIN },
	};
	struct lines lines = { .length = 0 };
	int status = 0;

	for (;;) {
		if (poll(wait, 2, -1) < 0 && errno != EINTR)
			break;
		if (wait[0].revents && !forward(&lines, output))
			break;
		if (!wait[1].revents)
			continue;
		close(wait[1].fd);
		wait[1].fd = -1;
		waitpid(program, &status, 0);
		kill(-1, SIGKILL);
	}
	/* It may have closed its output and run on. */
	if (wait[1].fd >= 0)
		waitpid(program, &status, 0);
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	if (lines.length)
		flush(&lines, "guest");
	return status;
}

void payload_run(const struct config *config)
{
	pid_t program;
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC)) {
		frame("error", "pipe: %m");
		return;
	}
	program = fork();
	if (!program)
		become(config->exec, pipes[1]);
	close(pipes[1]);
	if (program < 0)
		frame("error", "fork: %m");
	else
		report(follow(program, pipes[0]));
	close(pipes[0]);
}
