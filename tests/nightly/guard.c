// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "family.h"
#include "guard.h"
#include "shared/clock.h"
#include "shared/message.h"

#define DEATH_TIME 60 /* seconds that processes have to be gone when they are killed */

/* What a guard knows. */
struct watch {
	pid_t part;
	int process, parent; /* pidfds, of the part and of who has started the guard */
	int told;	     /* a signalfd */
	int output, log, nowhere;
	double deadline, patience;
	struct ending ending;
};

/* Of what has come; false: it cannot be written, and from then on is thrown away. */
static bool copy(struct watch *watch)
{
	char bytes[1 << 16];
	ssize_t got = read(watch->output, bytes, sizeof(bytes));

	for (ssize_t written = 0, now; written < got; written += now) {
		now = write(watch->log, bytes + written, got - written);
		if (now < 0) {
			watch->ending.kind = ENDED_UNWRITTEN;
			watch->ending.status = errno;
			dup3(watch->nowhere, watch->log, O_CLOEXEC);
			return false;
		}
	}
	return true;
}

/* Waits for what comes first, until the deadline. False: the part is to be ended, and the ending says why. */
static bool look(struct watch *watch, bool *gone)
{
	struct pollfd events[] = {
		{ .fd = watch->output, .events = POLLIN },
		{ .fd = watch->process, .events = POLLIN },
		{ .fd = watch->parent, .events = POLLIN },
		{ .fd = watch->told, .events = POLLIN },
	};
	double left = watch->deadline - now();
	int ready = left > 0 ? poll(events, 4, left < 1e6 ? (int)(left * 1000) + 1 : -1) : 0;

	if (ready <= 0) {
		watch->ending.kind = ENDED_LATE;
		return false;
	}
	if ((events[0].revents & POLLIN) && !copy(watch))
		return false;
	if (events[2].revents || events[3].revents) {
		watch->ending.kind = ENDED_INTERRUPTED;
		return false;
	}
	/* It may close its output, and go on. */
	if ((events[0].revents & POLLHUP) && !(events[0].revents & POLLIN)) {
		close(watch->output);
		watch->output = -1;
	}
	*gone = events[1].revents != 0;
	return true;
}

/* What it says meanwhile is in the log, if that can be. */
static void ask(struct watch *watch)
{
	struct pollfd events[] = {
		{ .fd = watch->output, .events = POLLIN },
		{ .fd = watch->process, .events = POLLIN },
	};
	double deadline = now() + watch->patience;

	kill(-watch->part, SIGTERM);
	while (!events[1].revents && now() < deadline &&
	       poll(events, 2, (int)((deadline - now()) * 1000) + 1) > 0) {
		if (events[0].revents & POLLIN)
			copy(watch);
		else if (events[0].revents)
			events[0].fd = -1;
	}
}

static void drain(struct watch *watch)
{
	struct pollfd output = { .fd = watch->output, .events = POLLIN };

	while (watch->output >= 0 && poll(&output, 1, 0) > 0 && (output.revents & POLLIN))
		if (!copy(watch))
			return;
	if (close(watch->log) && watch->ending.kind == ENDED_ITSELF)
		watch->ending = (struct ending){ .kind = ENDED_UNWRITTEN, .status = errno };
}

static void follow(struct watch *watch)
{
	double began = now();
	bool gone = false;
	int status = 0;

	watch->ending.kind = ENDED_ITSELF;
	while (!gone && look(watch, &gone))
		;
	if (!gone)
		ask(watch);
	if (waitpid(watch->part, &status, gone ? 0 : WNOHANG) == watch->part && gone)
		watch->ending.status = status;
	watch->ending.seconds = now() - began;
	watch->ending.left = !family_end(DEATH_TIME);
	drain(watch);
}

/* In a session of its own: what a terminal sends is for the program alone. */
static void become(const char *command, int output)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	dup2(open("/dev/null", O_RDONLY), 0);
	dup2(output, 1);
	dup2(output, 2);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int signals(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	sigdelset(&ends, SIGINT);
	sigdelset(&ends, SIGHUP);
	return signalfd(-1, &ends, SFD_CLOEXEC);
}

static void guard(const char *command, const char *log, struct watch watch, pid_t parent,
		  int report)
{
	int ends[2] = { -1, -1 };

	setpgid(0, 0);
	signal(SIGPIPE, SIG_IGN);
	watch.told = signals();
	watch.parent = syscall(SYS_pidfd_open, parent, 0);
	watch.log = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	watch.ending.kind = watch.log < 0 ? ENDED_UNWRITTEN : ENDED_NEVER_BEGAN;
	watch.ending.status = errno;
	watch.nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (watch.log >= 0 && watch.nowhere >= 0 && watch.told >= 0 && watch.parent >= 0 &&
	    family_adopt() && !pipe2(ends, O_CLOEXEC)) {
		watch.output = ends[0];
		watch.part = fork();
		if (!watch.part)
			become(command, ends[1]);
		close(ends[1]);
		watch.process = watch.part < 0 ? -1 : syscall(SYS_pidfd_open, watch.part, 0);
		if (watch.process >= 0)
			follow(&watch);
	}
	if (watch.ending.kind == ENDED_NEVER_BEGAN)
		watch.ending.status = errno;
	_exit(write(report, &watch.ending, sizeof(watch.ending)) != sizeof(watch.ending));
}

bool guard_start(struct guard *started, const char *command, const char *log, double limit,
		 double patience)
{
	struct watch watch = { .deadline = now() + limit, .patience = patience, .output = -1 };
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC)) {
		error("no pipe: %s", strerror(errno));
		return false;
	}
	started->pid = fork();
	if (!started->pid)
		guard(command, log, watch, parent, ends[1]);
	close(ends[1]);
	started->report = ends[0];
	if (started->pid > 0)
		return true;
	error("no process: %s", strerror(errno));
	close(ends[0]);
	return false;
}

void guard_stop(const struct guard *guard)
{
	kill(guard->pid, SIGTERM);
}

struct ending guard_end(struct guard *guard)
{
	struct ending ending = { .kind = ENDED_INTERRUPTED };

	if (read(guard->report, &ending, sizeof(ending)) != sizeof(ending))
		ending = (struct ending){ .kind = ENDED_INTERRUPTED };
	close(guard->report);
	waitpid(guard->pid, NULL, 0);
	return ending;
}
