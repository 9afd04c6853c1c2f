// SPDX-License-Identifier: GPL-2.0-only
/* Runs an emulator in a process group of its own, and kills the group when it is done with. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/status.h"
#include "emulator.h"
#include "shared/clock.h"
#include "shared/memory.h"
#include "shared/message.h"

#define LINE_MAX_LENGTH (1 << 20)

struct source {
	int fd;
	char *line;
	size_t length, room;
};

struct child {
	pid_t pid;
	int process, signals; /* a pidfd and a signalfd */
	struct source source[STREAMS];
	sigset_t old;
};

void words_add(struct words *words, const char *format, ...)
{
	va_list arguments;

	if (words->count == EMULATOR_WORDS - 1) {
		error("too many arguments for the emulator");
		exit(STATUS_USAGE);
	}
	va_start(arguments, format);
	if (vasprintf(&words->word[words->count], format, arguments) < 0)
		exit(STATUS_CANNOT_RUN);
	words->count++;
	va_end(arguments);
}

void words_split(struct words *words, const char *text)
{
	char *copy = print("%s", text), *rest = copy, *word;

	while ((word = strsep(&rest, " ")))
		if (*word)
			words_add(words, "%s", word);
	free(copy);
}

void words_free(struct words *words)
{
	while (words->count)
		free(words->word[--words->count]);
}

/* Bochs's display listens on the network: give it one with nothing in it where we may. */
static void hide_from_network(void)
{
	if (unshare(CLONE_NEWNET))
		unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

static void become(struct emulator *emulator, struct child *child, int pipes[STREAMS][2])
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigprocmask(SIG_SETMASK, &child->old, NULL);
	dup2(emulator->input ? emulator->input : open("/dev/null", O_RDONLY), 0);
	dup2(pipes[STREAM_OUTPUT][1], 1);
	dup2(pipes[STREAM_ERRORS][1], 2);
	dup2(pipes[STREAM_CONSOLE][1], EMULATOR_CONSOLE);
	if (emulator->hidden)
		hide_from_network();
	execvp(emulator->words.word[0], emulator->words.word);
	dprintf(2, "%s: %s\n", emulator->words.word[0], strerror(errno));
	_exit(127);
}

static bool start(struct emulator *emulator, struct child *child)
{
	int pipes[STREAMS][2];
	sigset_t set;

	for (int i = 0; i < STREAMS; i++) {
		if (pipe2(pipes[i], O_CLOEXEC)) {
			error("pipe: %s", strerror(errno));
			return false;
		}
		child->source[i].fd = pipes[i][0];
	}
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &child->old);
	child->signals = signalfd(-1, &set, SFD_CLOEXEC);
	emulator->words.word[emulator->words.count] = NULL;
	child->pid = fork();
	if (!child->pid)
		become(emulator, child, pipes);
	emulator->pid = child->pid;
	for (int i = 0; i < STREAMS; i++)
		close(pipes[i][1]);
	child->process = child->pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->process < 0)
		error("%s: %s", emulator->words.word[0], strerror(errno));
	return child->process >= 0;
}

static bool deliver(struct emulator *emulator, enum stream stream, struct source *source)
{
	size_t length = source->length;

	source->length = 0;
	return emulator->line(emulator, stream, source->line, length);
}

static bool split(struct emulator *emulator, enum stream stream, struct source *source,
		  const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n' || source->length == LINE_MAX_LENGTH) {
			if (!deliver(emulator, stream, source))
				return false;
			if (text[i] == '\n')
				continue;
		}
		if (source->length == source->room)
			source->line = grow(source->line, source->room = source->room * 2 + 256);
		source->line[source->length++] = text[i];
	}
	return true;
}

/* What there is to read of one stream. False: the callback wants no more. */
static bool take(struct emulator *emulator, enum stream stream, struct source *source)
{
	char text[1 << 16];
	ssize_t got = read(source->fd, text, sizeof(text));

	if (got > 0)
		return split(emulator, stream, source, text, got);
	close(source->fd);
	source->fd = -1;
	return !source->length || deliver(emulator, stream, source);
}

/* True to go on; *end says why not. */
static bool step(struct emulator *emulator, struct child *child, enum emulator_end *end)
{
	struct pollfd wait[STREAMS + 2];
	double left = emulator->deadline - now();
	bool quiet = true;
	int i;

	*end = END_TIMEOUT;
	if (left <= 0)
		return false;
	for (i = 0; i < STREAMS; i++)
		wait[i] = (struct pollfd){ .fd = child->source[i].fd, .events = POLLIN };
	wait[STREAMS] = (struct pollfd){ .fd = child->signals, .events = POLLIN };
	wait[STREAMS + 1] = (struct pollfd){ .fd = child->process, .events = POLLIN };
	if (poll(wait, STREAMS + 2, left * 1000 + 1) < 0)
		return errno == EINTR;
	*end = END_STOPPED;
	/*
	 * The output may end the run, and what L1 has said on its console before belongs to it. poll()
	 * looks at the console last, so what came before any output seen here is seen too.
	 */
	for (i = STREAMS - 1; i >= 0; i--) {
		if (!wait[i].revents)
			continue;
		quiet = false;
		if (!take(emulator, i, &child->source[i]))
			return false;
	}
	*end = END_SIGNAL;
	if (wait[STREAMS].revents)
		return false;
	*end = END_EXITED;
	return !quiet || !wait[STREAMS + 1].revents;
}

static void clean_up(struct emulator *emulator, struct child *child, enum emulator_end end)
{
	struct signalfd_siginfo info;

	if (child->pid > 0) {
		kill(-child->pid, SIGKILL);
		kill(child->pid, SIGKILL);
		while (waitpid(child->pid, &emulator->status, 0) < 0 && errno == EINTR)
			;
	}
	if (end == END_SIGNAL && read(child->signals, &info, sizeof(info)) == sizeof(info))
		emulator->status = info.ssi_signo;
	for (int i = 0; i < STREAMS; i++) {
		free(child->source[i].line);
		if (child->source[i].fd >= 0)
			close(child->source[i].fd);
	}
	if (child->process >= 0)
		close(child->process);
	close(child->signals);
	sigprocmask(SIG_SETMASK, &child->old, NULL);
}

enum emulator_end emulator_run(struct emulator *emulator)
{
	struct child child = { .process = -1 };
	enum emulator_end end = END_ERROR;

	if (start(emulator, &child))
		while (step(emulator, &child, &end))
			;
	clean_up(emulator, &child, end);
	return end;
}
