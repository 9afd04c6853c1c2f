// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one program of the payload: runs the kernel's KVM selftests in L1, one after the other.
 *
 * run LIST: runs the tests of the file LIST, a line "NAME SECONDS BUSY HUGE PROGRAM [WORD...]" each:
 * at most SECONDS of lab time, at most BUSY seconds of the processor, HUGE pages of 2 MiB set aside.
 * Ends with 0 when all have run, whatever their results, with 3 when that could not be done.
 *
 * Prints a record a test, which tests/selftests/compare.awk reads:
 *
 *   selftest NAME RESULT ELAPSED BUSY SUBTESTS SPLATS WHY
 *
 * separated by tabs. RESULT is pass, skip, fail-N (exit status), signal-N, busy or late (killed at
 * one of its limits), ELAPSED and BUSY are seconds of lab time with three digits, SUBTESTS is
 * "passed/failed/skipped" by TAP lines, SPLATS the number of complaints of the kernel, WHY what the
 * test gave as a reason ("-" without one).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "setup.h"
#include "shared/kernel_log.h"
#include "test.h"

#define LAB_MODULES "/lab/modules"

static int fail(const char *what, const char *which)
{
	printf("run: %s: %s\n", which, what);
	return 3;
}

/* False without a test in the line. The words stay in the line. */
static bool parse(char *line, struct test *test)
{
	unsigned int *const numbers[] = { &test->limit, &test->busy, &test->huge };
	int count = 0;
	char *word;

	test->name = strsep(&line, " \n");
	for (int i = 0; i < 3; i++) {
		word = strsep(&line, " \n");
		*numbers[i] = word ? strtoul(word, NULL, 10) : 0;
	}
	while (count < MAX_WORDS && (word = strsep(&line, " \n")))
		if (*word)
			test->words[count++] = word;
	test->words[count] = NULL;
	return count && test->limit && test->busy;
}

static int run_all(FILE *list, const char *path)
{
	char line[4096];
	struct test test;
	int count = 0;

	while (fgets(line, sizeof(line), list)) {
		if (!parse(line, &test))
			return fail("not a line NAME SECONDS BUSY HUGE PROGRAM [WORD...]", path);
		if (!setup_huge_pages(test.huge) || test_run(&test))
			return fail("could not be run to its end", test.name);
		count++;
	}
	printf("selftests\t%d\n", count);
	return count ? 0 : fail("no test in it", path);
}

int main(int argc, char **argv)
{
	FILE *list;
	int status;

	if (argc != 2)
		return fail("run LIST", "usage");
	if (access(LAB_MODULES, F_OK))
		return fail("there is none: this is for a lab, not for your machine", LAB_MODULES);
	list = fopen(argv[1], "r");
	if (!list)
		return fail(strerror(errno), argv[1]);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (kernel_log_open())
		return fail(strerror(errno), "/dev/kmsg");
	status = setup_once() ? run_all(list, argv[1]) : 3;
	fclose(list);
	return status;
}
