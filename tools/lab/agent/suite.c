// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other people's tests: a list of programs (QEMU with a test for its guest, or a test that is a program
 * itself), one after the other. The list has lines `key value`, a test from each `test` to its `run`:
 *
 *   test NAME
 *   word WORD          of its command line, one a line; in it `date +%s` in backticks is L1's time
 *   check PATH=VALUE   it is not run unless the file says so
 *   late S, busy S     seconds of lab time it may take, and of the processor
 *   huge N             pages of 2 MiB that are set aside for it
 *
 * Of each test frames tell: `test` its name; `said` and `erred` lines of its output and its errors;
 * `kernel` what L1's kernel complains of, `noted` what else it says; `counts` exits by reason; `took` nanoseconds of lab time, and
 * of the processor; `ended` how (`status N`, `signal N`, `late`, `busy`, `unmet PATH=VALUE`).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "oracle.h"
#include "shared/kernel_log.h"
#include "suite.h"
#include "suite_test.h"

#define INSTANCE  TRACING "/instances/suite"
#define EXITS	  INSTANCE "/events/kvm/kvm_exit"
#define HISTOGRAM "hist:keys=exit_reason"

static bool told(const char *path, const char *text)
{
	int error = file_write(path, text, 0);

	if (error)
		frame("error", "%s does not take '%s': %s", path, text, strerror(-error));
	return !error;
}

/*
 * What a Debian system has and L1 has not: POSIX semaphores live in /dev/shm. A guest may be given more
 * memory than L1 has, which it does not use.
 */
static bool prepare(void)
{
	if ((mkdir("/dev/shm", 01777) && errno != EEXIST) ||
	    mount("tmpfs", "/dev/shm", "tmpfs", 0, NULL))
		frame("error", "/dev/shm: %s", strerror(errno));
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (mkdir(INSTANCE, 0700))
		frame("error", "%s: %m", INSTANCE);
	return told("/proc/sys/vm/overcommit_memory", "1") && told(EXITS "/trigger", HISTOGRAM);
}

static void say_kernel(void)
{
	struct utsname name;

	if (!uname(&name))
		frame("release", "%s", name.release);
}

/* Whether a file says what a test wants: `PATH=VALUE`, without the line's end, as a shell's $(cat) has it. */
static bool holds(const char *check)
{
	size_t name = strcspn(check, "=");
	char *path = strndup(check, name), *text = path ? file_read(path, NULL) : NULL;
	bool same;

	if (text)
		text[strcspn(text, "\n")] = 0;
	same = text && check[name] && !strcmp(text, check + name + 1);
	free(path);
	free(text);
	return same;
}

/* The word with the one command that is known done, to be kept for good. */
static char *dated(char *word)
{
	static const char command[] = "`date +%s`";
	char *at = strstr(word, command), *whole;

	if (!at || asprintf(&whole, "%.*s%lld%s", (int)(at - word), word, (long long)time(NULL),
			    at + sizeof(command) - 1) < 0)
		return word;
	return whole;
}

static bool set_huge_pages(const char *pages)
{
	static const char file[] = "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages";
	static char now_set[16] = "0";

	if (!strcmp(pages, now_set))
		return true;
	snprintf(now_set, sizeof(now_set), "%s", pages);
	return told(file, pages);
}

static void send_kernel_line(const char *line, bool complaint)
{
	frame(complaint ? "kernel" : "noted", "%s", line);
}

static void run(struct suite_test *test)
{
	frame("test", "%s", test->name);
	if (test->unmet) {
		frame("ended", "unmet %s", test->unmet);
		return;
	}
	if (!set_huge_pages(test->huge))
		return;
	/* No VM runs now, so that nothing is counted meanwhile. */
	told(EXITS "/trigger", HISTOGRAM ":clear");
	suite_test_run(test);
	kernel_log_read(send_kernel_line);
	oracle_send("counts", EXITS "/hist");
	frame("took", "%lld %lld", test->elapsed, test->worked);
	frame("ended", "%s", test->end);
}

/* False for a key that is not known. */
static bool take(struct suite_test *test, const char *key, char *value)
{
	if (!strcmp(key, "test"))
		*test = (struct suite_test){ .name = value, .huge = "0" };
	else if (!strcmp(key, "word") && test->words < SUITE_WORDS)
		test->word[test->words++] = dated(value);
	else if (!strcmp(key, "check")) {
		if (!test->unmet && !holds(value))
			test->unmet = value;
	} else if (!strcmp(key, "late"))
		test->late = strtod(value, NULL);
	else if (!strcmp(key, "busy"))
		test->busy = strtoul(value, NULL, 10);
	else if (!strcmp(key, "huge"))
		test->huge = value;
	else if (!strcmp(key, "run"))
		run(test);
	else
		return false;
	return true;
}

void suite_run(void)
{
	char *list = file_read(SUITE_FILE, NULL), *rest = list, *line;
	struct suite_test test = { 0 };

	if (!list)
		frame("error", "%s: %m", SUITE_FILE);
	if (!list || !prepare())
		return;
	say_kernel();
	if (kernel_log_open())
		frame("error", "/dev/kmsg: %m");
	while ((line = strsep(&rest, "\n"))) {
		char *value = line, *key = strsep(&value, " ");

		if (*key && !take(&test, key, value ? value : "")) {
			frame("error", "the list of tests: '%s %s'", key, value ? value : "");
			break;
		}
	}
	/* A trigger holds its module. */
	told(EXITS "/trigger", "!" HISTOGRAM);
	rmdir(INSTANCE);
	free(list);
}
