// SPDX-License-Identifier: GPL-2.0-only
/* One test, from its start to the end of all that it has left running. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output.h"
#include "shared/clock.h"
#include "shared/kernel_log.h"
#include "test.h"

#define SKIPPED	   4  /* the exit status by which a selftest says so */
#define DEATH_TIME 60 /* seconds that a killed process may take to be gone */

struct running {
	pid_t pid;
	int process, pipe; /* a pidfd, and the end of the output's pipe or -1 */
	int status;
	bool late;
	struct output output;
};

/* Of all children that are gone, theirs included. */
static double processor_time(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void become(const struct test *test, int output)
{
	struct rlimit busy = { test->busy, test->busy + 5 }, core = { 0, 0 };

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CPU, &busy);
	setrlimit(RLIMIT_CORE, &core);
	dup2(open("/dev/null", O_RDONLY), 0);
	dup2(output, 1);
	dup2(output, 2);
	execv(test->words[0], test->words);
	printf("%s: %s\n", test->words[0], strerror(errno));
	fflush(stdout);
	_exit(127);
}

static bool start(const struct test *test, struct running *running)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC | O_NONBLOCK)) {
		perror("pipe");
		return false;
	}
	fflush(stdout);
	running->pid = fork();
	if (!running->pid) {
		/* Only our end must not block. */
		fcntl(pipes[1], F_SETFL, 0);
		become(test, pipes[1]);
	}
	close(pipes[1]);
	running->pipe = pipes[0];
	running->process = running->pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, running->pid, 0);
	if (running->process < 0)
		perror("fork");
	return running->process >= 0;
}

/* False when nobody holds the other end any more. */
static bool take_output(struct running *running)
{
	char text[4096];
	ssize_t got;

	while ((got = read(running->pipe, text, sizeof(text))) > 0)
		output_take(&running->output, text, got);
	return got < 0;
}

/* Until the process ends, or the deadline; its output may end before that. */
static bool follow(struct running *running, double deadline)
{
	struct pollfd wait[] = {
		{ .fd = running->process, .events = POLLIN },
		{ .fd = running->pipe, .events = POLLIN },
	};

	for (;;) {
		double left = deadline - now();

		if (left <= 0)
			return false;
		if (poll(wait, 2, left * 1000 + 1) < 0 && errno != EINTR)
			return false;
		if (wait[1].revents && !take_output(running))
			wait[1].fd = -1;
		if (wait[0].revents)
			return true;
	}
}

/* Its children, orphans now, are ours: the runner is their subreaper. */
static int reap(struct running *running)
{
	if (!follow(running, now() + DEATH_TIME)) {
		printf("| process %d does not die\n", running->pid);
		return -1;
	}
	waitpid(running->pid, &running->status, 0);
	kill(-running->pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	take_output(running);
	output_end(&running->output);
	return 0;
}

static const char *result(const struct running *running, char *room, size_t size)
{
	int status = running->status;

	if (running->late)
		return "late";
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return "busy";
	if (WIFSIGNALED(status))
		snprintf(room, size, "signal-%d", WTERMSIG(status));
	else if (WEXITSTATUS(status) == SKIPPED)
		return "skip";
	else if (WEXITSTATUS(status))
		snprintf(room, size, "fail-%d", WEXITSTATUS(status));
	else
		return "pass";
	return room;
}

static unsigned int splats;

static void print_kernel_line(const char *line, bool complaint)
{
	printf("kernel: %s\n", line);
	splats += complaint;
}

static void report(const struct test *test, const struct running *running, double elapsed,
		   double busy)
{
	const struct output *output = &running->output;
	char room[32];
	const char *word = result(running, room, sizeof(room));
	const char *why = "-";

	splats = 0;
	kernel_log_read(print_kernel_line);

	if (strcmp(word, "pass")) {
		output_print_tail(output);
		why = output_why(output);
	}
	printf("selftest\t%s\t%s\t%.3f\t%.3f\t%u/%u/%u\t%u\t%s\n", test->name, word, elapsed, busy,
	       output->passed, output->failed, output->skipped, splats, why);
	fflush(stdout);
}

int test_run(const struct test *test)
{
	struct running running = { .process = -1, .pipe = -1 };
	double began = now(), busy = processor_time();
	int error = -1;

	if (start(test, &running)) {
		running.late = !follow(&running, began + test->limit);
		if (running.late)
			kill(-running.pid, SIGKILL);
		error = reap(&running);
		report(test, &running, now() - began, processor_time() - busy);
	}
	close(running.process);
	close(running.pipe);
	return error;
}
