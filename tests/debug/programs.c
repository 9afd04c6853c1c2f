// SPDX-License-Identifier: GPL-2.0-only
/* Runs a program to its end, or to its limit. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs.h"
#include "say.h"

static void become(char *const *words, const char *output)
{
	int fd = open(output, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(fd, 1);
	dup2(fd, 2);
	execv(words[0], words);
	dprintf(2, "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

int program_run(char *const *words, const char *output, unsigned int seconds)
{
	struct pollfd wait = { .events = POLLIN };
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		become(words, output);
	wait.fd = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	if (wait.fd < 0) {
		wrong("%s: %s", words[0], strerror(errno));
		return -1;
	}
	if (poll(&wait, 1, seconds * 1000) != 1) {
		wrong("%s: no end after %u s of the lab's time", words[0], seconds);
		kill(pid, SIGKILL);
	}
	close(wait.fd);
	waitpid(pid, &status, 0);
	return status;
}
