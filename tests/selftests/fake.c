// SPDX-License-Identifier: GPL-2.0-only
/* fake HOW: ends as a selftest may end, for runner.sh. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void spin(void)
{
	for (volatile unsigned int i = 0;; i++)
		;
}

/* What lib/assert.c prints, with more lines after it than are kept. */
static int assertion(void)
{
	printf("==== Test Assertion Failure ====\n  x86_64/fake.c:12: answer == 42\n");
	printf("  pid=%d tid=%d errno=0 - Success\n", getpid(), getpid());
	for (int i = 0; i < 40; i++)
		printf("  line %d\n", i);
	return 254;
}

static int tap(void)
{
	printf("1..4\nok 1 one\nok 2 two # SKIP no reason\nnot ok 3 three\nok 4 four");
	return 1;
}

/* A child that outlives its parent, holds the output and spins. */
static int orphan(void)
{
	if (!fork())
		spin();
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argc == 2 ? argv[1] : "";

	if (!strcmp(how, "pass"))
		return 0;
	if (!strcmp(how, "skip"))
		return printf("1..0 # SKIP - Requirement not met: a unicorn\n"), 4;
	if (!strcmp(how, "fail"))
		return assertion();
	if (!strcmp(how, "tap"))
		return tap();
	if (!strcmp(how, "orphan"))
		return orphan();
	if (!strcmp(how, "abort"))
		abort();
	if (!strcmp(how, "spin"))
		spin();
	if (!strcmp(how, "sleep"))
		pause();
	return 99;
}
