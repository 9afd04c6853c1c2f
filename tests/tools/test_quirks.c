// SPDX-License-Identifier: GPL-2.0-only
/* The table of what emulators get wrong: which entries hold for which version, and what is no table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan/quirks.h"
#include "shared/memory.h"

static const char table[] = "# a comment\n"
			    "qemu | checked | 7.2 10.0 11.1\n"
			    "qemu | 7.2 | 7.2 | old | a | it | there\n"
			    "qemu | 7.2 | 10.0 | both | a, b | it | there\n"
			    "\n"
			    "qemu | 10.0 | 11.1 | new | * | it | there\n"
			    "qemu | 7.2 | 11.1 | untold | - | it | there\n"
			    "bochs | checked | 2.7\n"
			    "bochs | 2.7 | 2.7 | other | a | it | there\n";

/* A file that holds the text, its name to be freed. */
static char *file_with(const char *text)
{
	char *path = print("%s", "/tmp/exitscope-test-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return path;
}

static void expect(const char *emulator, const char *version, const char *taken_as, bool checked,
		   const char *told)
{
	char *path = file_with(table);
	struct quirks quirks;

	assert_true(quirks_read(&quirks, path, emulator, version));
	assert_string_equal(quirks.taken_as, taken_as);
	assert_int_equal(quirks.checked, checked);
	assert_string_equal(quirks.told, told);
	quirks_free(&quirks);
	unlink(path);
	free(path);
}

static void test_versions(void **state)
{
	(void)state;
	expect("qemu", "7.2.22", "7.2", true, "old,both");
	expect("qemu", "10.0.13", "10.0", true, "both,new");
	expect("qemu", "11.1.0", "11.1", true, "new");
	expect("bochs", "2.7", "2.7", true, "other");
	/* Not checked: as the last before it, or the first. */
	expect("qemu", "8.2.1", "7.2", false, "old,both");
	expect("qemu", "10.1", "10.0", false, "both,new");
	expect("qemu", "12.0.0", "11.1", false, "new");
	expect("qemu", "6.0.0", "7.2", false, "old,both");
	expect("qemu", "", "7.2", false, "old,both");
	expect("bochs", "3.0", "2.7", false, "other");
}

static void test_bad_tables(void **state)
{
	static const char *const bad[] = {
		"qemu | 7.2 | 7.2 | before | a | its | checked\n",
		"qemu | checked | 10.0 7.2\n",
		"qemu | checked | new\n",
		"qemu | checked | 7.2\nqemu | 7.2 | 7.2 | short | a | it\n",
		"qemu | checked | 7.2\nqemu | 7.2 | 7.2 | long | a | it | there | too\n",
		"qemu | checked | 7.2\nqemu | 7.2 | 7.1 | backwards | a | it | there\n",
		"qemu | checked | 7.2\nqemu | 7.2 | new | words | a | it | there\n",
		"qemu | checked | 7.2\nqemu | 7.2 | 7.2 | | a | it | there\n",
		"qemu | checked | 7.2\nqemu | 7.2 | 7.2 | unseen | a | it |\n",
		"qemu | checked\n",
		"bochs | checked | 2.7\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *path = file_with(bad[i]);
		struct quirks quirks;

		assert_false(quirks_read(&quirks, path, "qemu", "7.2"));
		quirks_free(&quirks);
		unlink(path);
		free(path);
	}
}

static void expect_version(const char *says, const char *version)
{
	char *script = print("#!/bin/sh\n[ \"$1\" = --version ] && echo '%s'\n", says);
	char *path = file_with(script), *got;

	assert_int_equal(chmod(path, 0700), 0);
	got = quirks_version(path, "--version", "emulator version ");
	assert_string_equal(got, version);
	free(got);
	unlink(path);
	free(path);
	free(script);
}

static void test_program(void **state)
{
	char *got = quirks_version("/nonexistent", "--version", "emulator version ");

	(void)state;
	assert_string_equal(got, "");
	free(got);
	expect_version("QEMU emulator version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)", "10.0.13");
	expect_version("QEMU emulator version 7.2", "7.2");
	expect_version("something else", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_bad_tables),
		cmocka_unit_test(test_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
