// SPDX-License-Identifier: GPL-2.0-only
/*
 * One test. It writes to files, not to pipes: an agent that is woken for each byte of a guest's serial
 * port takes the processor from the guest for as long again (lab/README.md). The files are read twice
 * in a second of the lab's.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/base/frame.h"
#include "lab/base/port.h"
#include "shared/clock.h"
#include "suite_test.h"

#define LINE_MAX_LENGTH 4096
#define OUTPUT_MOST	(8 << 20) /* bytes of output: L1 has them in memory */
#define LOOK_EVERY	500	  /* ms */
#define DEATH_TIME	60	  /* seconds that a killed process may take to be gone */

/* A file that the test writes, as far as it was sent. */
struct output {
	const char *channel, *path;
	int fd;
	char line[LINE_MAX_LENGTH];
	size_t length;
};

static struct output outputs[] = {
	{ .channel = "said", .path = "/tmp/said" },
	{ .channel = "erred", .path = "/tmp/erred" },
};

static void flush(struct output *output)
{
	frame_text(output->channel, output->line, output->length);
	output->length = 0;
}

static void send_new(struct output *output)
{
	char text[4096];
	ssize_t got;

	while ((got = read(output->fd, text, sizeof(text))) > 0) {
		for (ssize_t i = 0; i < got; i++) {
			if (text[i] == '\n' || output->length == LINE_MAX_LENGTH)
				flush(output);
			if (text[i] != '\n' && text[i])
				output->line[output->length++] = text[i];
		}
	}
}

static void become(struct suite_test *test)
{
	struct rlimit busy = { test->busy, test->busy + 5 }, none = { 0, 0 };
	struct rlimit most = { OUTPUT_MOST, OUTPUT_MOST };

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (test->busy)
		setrlimit(RLIMIT_CPU, &busy);
	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_FSIZE, &most);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/", 1);
	dup2(open("/dev/null", O_RDONLY), 0);
	for (int i = 0; i < 2; i++)
		dup2(open(outputs[i].path, O_WRONLY | O_APPEND), i + 1);
	execvp(test->word[0], test->word);
	dprintf(2, "%s: %s\n", test->word[0], strerror(errno));
	_exit(127);
}

static bool open_outputs(void)
{
	for (int i = 0; i < 2; i++) {
		outputs[i].length = 0;
		outputs[i].fd =
			open(outputs[i].path, O_RDONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (outputs[i].fd < 0) {
			frame("error", "%s: %m", outputs[i].path);
			return false;
		}
	}
	return true;
}

static void close_outputs(void)
{
	for (int i = 0; i < 2; i++) {
		send_new(&outputs[i]);
		if (outputs[i].length)
			flush(&outputs[i]);
		close(outputs[i].fd);
	}
}

/* True when the process has ended, false at the deadline. */
static bool follow(int process, double deadline)
{
	struct pollfd wait = { .fd = process, .events = POLLIN };
	double left;

	while ((left = (deadline - now()) * 1000) > 0) {
		int ended = poll(&wait, 1, left < LOOK_EVERY ? (int)left + 1 : LOOK_EVERY);

		for (int i = 0; i < 2; i++)
			send_new(&outputs[i]);
		if (ended > 0)
			return true;
	}
	return false;
}

/* Of all children that are gone, theirs included. */
static long long processor_time(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL;
}

static void describe(struct suite_test *test, bool late, int status)
{
	if (late)
		strcpy(test->end, "late");
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		strcpy(test->end, "busy");
	else if (WIFSIGNALED(status))
		snprintf(test->end, sizeof(test->end), "signal %d", WTERMSIG(status));
	else
		snprintf(test->end, sizeof(test->end), "status %d", WEXITSTATUS(status));
}

/* To its end or its limit, and all that it has left: its orphans are the agent's children. */
static void await(struct suite_test *test, pid_t pid, int process)
{
	bool late = !follow(process, now() + (test->late > 0 ? test->late : 1e9));
	int status = 0;

	kill(-pid, SIGKILL);
	if (late && !follow(process, now() + DEATH_TIME))
		frame("error", "%s: process %d does not die", test->name, pid);
	else
		waitpid(pid, &status, 0);
	kill(-pid, SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	describe(test, late, status);
}

void suite_test_run(struct suite_test *test)
{
	long long worked = processor_time();
	double began = now();
	pid_t pid;
	int process;

	strcpy(test->end, "status 127");
	if (!test->words || !open_outputs())
		return;
	pid = fork();
	if (!pid)
		become(test);
	process = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	if (process < 0) {
		frame("error", "%s: fork: %m", test->name);
	} else {
		await(test, pid, process);
		close(process);
	}
	close_outputs();
	test->elapsed = (now() - began) * 1e9;
	test->worked = processor_time() - worked;
}
