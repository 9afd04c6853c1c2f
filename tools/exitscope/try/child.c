// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "shared/message.h"

static void become(int (*work)(void *data), void *data, int output, const sigset_t *old)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, old, NULL);
	if (output != 1)
		dup2(output, 1);
	exit(work(data));
}

/* set: the signals that are handed on, and SIGCHLD. */
static enum status wait_for(pid_t pid, const sigset_t *set)
{
	int status, number, asked = 0;

	for (;;) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			break;
		number = sigwaitinfo(set, NULL);
		if (number <= 0 || number == SIGCHLD)
			continue;
		asked = number;
		kill(-pid, number);
	}
	if (asked)
		return STATUS_SIGNAL + asked;
	return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

/* What we are to ignore, as under nohup, is not waited for. */
static void add_signal(sigset_t *set, int number)
{
	struct sigaction action;

	if (!sigaction(number, NULL, &action) && action.sa_handler != SIG_IGN)
		sigaddset(set, number);
}

enum status child_run(int (*work)(void *data), void *data, int output)
{
	enum status status = STATUS_CANNOT_RUN;
	sigset_t set, old;
	pid_t pid;

	fflush(NULL);
	sigemptyset(&set);
	add_signal(&set, SIGINT);
	add_signal(&set, SIGTERM);
	add_signal(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, &old);
	pid = fork();
	if (!pid)
		become(work, data, output, &old);
	/* Also here, so that a signal which comes at once finds the group. */
	if (pid > 0) {
		setpgid(pid, pid);
		status = wait_for(pid, &set);
	} else {
		error("fork: %s", strerror(errno));
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return status;
}
