// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses go to it by a file, so that none of the two can wait for the other. For each it prints (-a -f -i) the address,
 * and a function and `file:line` for each that is inlined there, from the innermost to the one that it is
 * in. `??` stands for what it does not know.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "addr2line.h"
#include "shared/memory.h"
#include "shared/message.h"

/* Without a byte from it, seconds. */
#define PATIENCE 600

extern char **environ;

/* What it prints, whole. */
struct answer {
	char *text;
	size_t size, room;
};

/* -1: said why. */
static int write_addresses(const uint64_t *address, size_t count)
{
	int fd = memfd_create("addresses", MFD_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(dup(fd), "w");

	for (size_t i = 0; file && i < count; i++)
		fprintf(file, "0x%llx\n", (unsigned long long)address[i]);
	if (file && !fclose(file) && !lseek(fd, 0, SEEK_SET))
		return fd;
	error("addresses for addr2line: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The cross tools' first: another machine's own may not know x86. The other end of its output, or -1 and errno. */
static int start(const char *path, const char *section, int addresses, pid_t *pid)
{
	static const char *const programs[] = { "x86_64-linux-gnu-addr2line", "addr2line" };
	const char *words[] = { programs[0], "-a", "-f", "-i", "-e", path, "-j", section, NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], wrong = ENOENT;

	if (!section)
		words[6] = NULL;
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, addresses, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	for (size_t i = 0; i < 2 && wrong == ENOENT; i++)
		wrong = posix_spawnp(pid, programs[i], &actions, NULL, (char **)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (!wrong)
		return ends[0];
	close(ends[0]);
	errno = wrong;
	return -1;
}

/* False: it was silent for too long, or cannot be read. */
static bool read_answer(int from, struct answer *answer)
{
	struct pollfd wait = { .fd = from, .events = POLLIN };
	ssize_t got;

	do {
		if (answer->room - answer->size < 4096)
			answer->text =
				grow(answer->text, answer->room = answer->room * 2 + (1 << 20));
		got = poll(&wait, 1, PATIENCE * 1000);
		if (got > 0)
			got = read(from, answer->text + answer->size,
				   answer->room - answer->size - 1);
		else if (!got)
			return false;
		if (got > 0)
			answer->size += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	answer->text[answer->size] = 0;
	return !got;
}

static bool ended_well(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* `file:12 (discriminator 3)`, which is cut in pieces. */
static void read_line(char *text, struct chain_words *words)
{
	char *colon = strrchr(text, ':');

	words->file = NULL;
	words->line = 0;
	if (!colon || !strncmp(text, "??", 2) || colon[1] < '1' || colon[1] > '9')
		return;
	*colon = 0;
	words->file = text;
	words->line = strtoul(colon + 1, NULL, 10);
}

/* Innermost first, as they are printed; at least one. */
static void tell(struct chain_words *words, size_t links, size_t index, addr2line_take *take,
		 void *data)
{
	bool known = links > 1;

	for (size_t i = 0; i < links / 2; i++) {
		struct chain_words other = words[i];

		words[i] = words[links - 1 - i];
		words[links - 1 - i] = other;
	}
	for (size_t i = 0; i < links; i++)
		known |= words[i].file != NULL;
	if (known)
		take(data, index, words, links);
}

/* False: it is not what was asked for. */
static bool take_answer(char *text, const uint64_t *address, size_t count, addr2line_take *take,
			void *data)
{
	struct chain_words words[ADDR2LINE_DEEPEST];
	char *line = strsep(&text, "\n");

	for (size_t i = 0; i < count; i++) {
		size_t links = 0;

		if (strncmp(line, "0x", 2) || strtoull(line, NULL, 16) != address[i])
			return false;
		line = strsep(&text, "\n");
		while (text && strncmp(line, "0x", 2)) {
			struct chain_words link = { .function = line };

			read_line(strsep(&text, "\n"), &link);
			if (links < ADDR2LINE_DEEPEST)
				words[links++] = link;
			line = text ? strsep(&text, "\n") : "";
		}
		if (!links)
			return false;
		tell(words, links, i, take, data);
	}
	return !*line;
}

bool addr2line(const char *path, const char *section, const uint64_t *address, size_t count,
	       addr2line_take *take, void *data)
{
	struct answer answer = { 0 };
	int addresses, from;
	bool good;
	pid_t pid;

	addresses = write_addresses(address, count);
	if (addresses < 0)
		return false;
	from = start(path, section, addresses, &pid);
	close(addresses);
	if (from < 0) {
		error("addr2line: %s%s", strerror(errno),
		      errno == ENOENT ? ": apt-get install binutils" : "");
		return false;
	}
	good = read_answer(from, &answer);
	close(from);
	if (!good)
		kill(pid, SIGKILL);
	good = ended_well(pid) && good && take_answer(answer.text, address, count, take, data);
	if (!good)
		error("%s: addr2line cannot read its lines", path);
	free(answer.text);
	return good;
}
