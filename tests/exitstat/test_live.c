// SPDX-License-Identifier: GPL-2.0-only
/* The live screen on a terminal of its own: what it draws, keys, another size, and its end. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "fake.h"
#include "guest.h"
#include "live.h"
#include "modes.h"
#include "reading.h"
#include "sample.h"
#include "source.h"

#define LIMIT_MS 20000

static int terminal;
static char seen[1 << 20];
static size_t length;

/* newterm() keeps a screen that it has not finished: of ncurses's own, and the program ends then. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:new_prescr\n";
}

/* What the VM does meanwhile. */
static void busy(u64 number)
{
	if (number % 100 == 0)
		fake_exits(30, 7, 500);
}

static _Noreturn void child(const char *name)
{
	struct reader model = fake_reader();
	struct source source;
	struct output output = { .to = stdout };
	int status;

	setenv("TERM", name, 1);
	setenv("TERMINFO_DIRS", "/lib/terminfo:/usr/share/terminfo", 1);
	fake_start(ISA_VMX);
	fake_exits(12, 1234567, 100);
	fake.between = busy;
	if (source_guest(&source, &model, false, true))
		_exit(99);
	status = mode_live(&source, &output, 50);
	source_free(&source);
	exit(status);
}

static pid_t start(const char *name, int lines, int columns)
{
	struct winsize size = { .ws_row = lines, .ws_col = columns };
	pid_t pid = forkpty(&terminal, NULL, NULL, &size);

	assert_true(pid >= 0);
	if (!pid)
		child(name);
	length = 0;
	return pid;
}

/* Reads on until @text has come, behind @from. Returns where it ends. */
static size_t await(const char *text, size_t from)
{
	struct pollfd wait = { .fd = terminal, .events = POLLIN };
	const char *found;

	while (!(seen[length] = 0, found = strstr(seen + from, text))) {
		ssize_t got;

		if (poll(&wait, 1, LIMIT_MS) <= 0)
			fail_msg("'%s' does not come; so far: %s", text, seen + from);
		got = read(terminal, seen + length, sizeof(seen) - 1 - length);
		if (got <= 0)
			fail_msg("the screen ended before '%s': %s", text, seen + from);
		length += got;
	}
	return found - seen + strlen(text);
}

static void type(char key)
{
	assert_int_equal(write(terminal, &key, 1), 1);
}

static int end(pid_t pid)
{
	char rest[4096];
	int status;

	while (read(terminal, rest, sizeof(rest)) > 0)
		;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(terminal);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_draws(void **state)
{
	pid_t pid = start("linux", 24, 100);
	size_t at = await("exitstat", 0);

	(void)state;
	at = await("sorted by count", at);
	at = await("handled/exit", at);
	await("IO_INSTRUCTION", at);
	/* Idle now, but not for ever. */
	at = await("HLT", at);
	await("1,234,567", at);
	type('s');
	await("handled", length);
	type('q');
	assert_int_equal(end(pid), STATUS_DONE);
}

/* The last columns and lines of a small screen are cut, and come back on a large one. */
static void test_resizes(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 120 };
	pid_t pid = start("linux", 4, 40);
	size_t at = await("exitstat", 0);

	(void)state;
	at = await("IO_INSTRUCTION", at);
	assert_null(strstr(seen, "away/exit"));
	assert_null(strstr(seen, "1,234,567"));
	assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
	await("away/exit", at);
	await("1,234,567", at);
	type('q');
	assert_int_equal(end(pid), STATUS_DONE);
}

static void test_no_terminal(void **state)
{
	pid_t pid = start("no-such-terminal", 24, 80);

	(void)state;
	await("no description of the terminal 'no-such-terminal'", 0);
	assert_int_equal(end(pid), STATUS_CANNOT_RUN);
}

/* The test's own standard input and output are none, or are made so. */
static void test_not_a_terminal(void **state)
{
	struct reader model = fake_reader();
	struct source source;
	struct output output = { .to = stdout };
	int input = dup(0), none = open("/dev/null", O_RDONLY);

	(void)state;
	fake_start(ISA_VMX);
	assert_null(source_guest(&source, &model, false, true));
	dup2(none, 0);
	assert_int_equal(mode_live(&source, &output, 1), STATUS_CANNOT_RUN);
	dup2(input, 0);
	close(none);
	close(input);
	source_free(&source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draws),
		cmocka_unit_test(test_resizes),
		cmocka_unit_test(test_no_terminal),
		cmocka_unit_test(test_not_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
