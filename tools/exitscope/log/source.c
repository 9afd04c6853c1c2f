// SPDX-License-Identifier: GPL-2.0-only
/* Compressed files are unpacked by the programs that compress them, as child processes. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/message.h"
#include "source.h"

#define MAGIC 6
#define BLOCK 65536

extern char **environ;

static const struct format {
	const char *magic, *program, *package;
} formats[] = {
	{ "\x1f\x8b", "gzip", "gzip" },
	{ "\xfd"
	  "7zXZ",
	  "xz", "xz-utils" },
	{ "\x28\xb5\x2f\xfd", "zstd", "zstd" },
	{ "BZh", "bzip2", "bzip2" },
	{ "\x04\x22\x4d\x18", "lz4", "lz4" },
	{ "PK\x03\x04", NULL, NULL },
};

/* Its first bytes, as many as there are up to MAGIC; -1: errno says why. */
static ssize_t read_head(int fd, char *head)
{
	ssize_t length = 0, got;

	while (length < MAGIC) {
		got = read(fd, head + length, MAGIC - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		length += got;
	}
	return length;
}

static const struct format *format_of(const char *head, size_t length)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		size_t magic = strlen(formats[i].magic);

		if (length >= magic && !memcmp(head, formats[i].magic, magic))
			return &formats[i];
	}
	return NULL;
}

static bool put(int fd, const char *from, size_t length)
{
	while (length) {
		ssize_t done = write(fd, from, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		from += done;
		length -= done;
	}
	return true;
}

/* A child that writes the head, and all that is behind it, to a pipe; its other end, or -1. */
static int feed(struct source *source, int fd, const char *head, size_t length)
{
	static char block[BLOCK];
	ssize_t got = length;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	source->feeder = fork();
	if (source->feeder) {
		close(ends[1]);
		return source->feeder > 0 ? ends[0] : -1;
	}
	close(ends[0]);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	memcpy(block, head, length);
	do {
		if (!put(ends[1], block, got))
			_exit(1);
		got = read(fd, block, sizeof(block));
	} while (got > 0 || (got < 0 && errno == EINTR && !(got = 0)));
	_exit(got < 0);
}

/* What the program makes of fd; -1: errno says why. */
static int unpack(struct source *source, int fd)
{
	char *words[] = { (char *)source->program, "-dc", NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], wrong;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	wrong = posix_spawnp(&source->unpacker, source->program, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (!wrong)
		return ends[0];
	close(ends[0]);
	source->unpacker = 0;
	errno = wrong;
	return -1;
}

static int unpacked(struct source *source, int fd, const struct format *format, const char *path)
{
	int out;

	source->program = format->program;
	if (!format->program) {
		error("%s: an archive of files; unpack it, and name the log in it", path);
		return -1;
	}
	out = unpack(source, fd);
	if (out < 0 && errno == ENOENT)
		error("%s: compressed, and %s is missing: apt-get install %s", path,
		      format->program, format->package);
	else if (out < 0)
		error("%s: %s: %s", path, format->program, strerror(errno));
	return out;
}

/* What fd is to be read by: itself, or what unpacks it. -1: said why. */
static int readable(struct source *source, int fd, const char *path)
{
	const struct format *format;
	char head[MAGIC];
	ssize_t length = read_head(fd, head);
	int out;

	if (length < 0) {
		error("%s: %s", path, strerror(errno));
		return -1;
	}
	format = format_of(head, length);
	if (lseek(fd, -length, SEEK_CUR) < 0) {
		out = feed(source, fd, head, length);
		close(fd);
		fd = out;
		if (fd < 0) {
			error("%s: %s", path, strerror(errno));
			return -1;
		}
	}
	if (!format)
		return fd;
	out = unpacked(source, fd, format, path);
	close(fd);
	return out;
}

/* A child's status; 0 if there is none. */
static int status_of(pid_t child)
{
	int status = 0;

	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

bool source_open(struct source *source, const char *path)
{
	int fd;

	memset(source, 0, sizeof(*source));
	fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC)
			       : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd < 0) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	fd = readable(source, fd, path);
	source->file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!source->file)
		source_close(source);
	return source->file;
}

bool source_close(struct source *source)
{
	int unpacked, fed;

	if (source->file)
		fclose(source->file);
	unpacked = status_of(source->unpacker);
	/* Who feeds has ended by itself, or nobody reads any more: its own input may never end. */
	if (source->feeder > 0)
		kill(source->feeder, SIGTERM);
	fed = status_of(source->feeder);
	return !unpacked && (!fed || (WIFSIGNALED(fed) && WTERMSIG(fed) == SIGTERM));
}
