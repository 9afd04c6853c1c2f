// SPDX-License-Identifier: GPL-2.0-only
/* What a suite is read from: words as a shell has them, unittests.cfg; and the facts of a test, kept and judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/memory.h"
#include "suite/facts.h"
#include "suite/judgement.h"
#include "suite/shell_words.h"
#include "suite/unittests.h"
#include "suite/watch.h"

/* The words with bars between, or the problem behind a `!`; to be freed. */
static char *split(const char *text)
{
	struct words words = { .count = 0 };
	char *problem, *all, *more;

	if (!shell_words(&words, text, 3, &problem)) {
		words_free(&words);
		all = print("!%s", problem);
		free(problem);
		return all;
	}
	all = print("%s", "");
	for (int i = 0; i < words.count; i++) {
		more = print("%s%s|", all, words.word[i]);
		free(all);
		all = more;
	}
	words_free(&words);
	return all;
}

static void expect_words(const char *text, const char *expected)
{
	char *got = split(text);

	assert_string_equal(got, expected);
	free(got);
}

static void test_words(void **state)
{
	(void)state;
	expect_words("", "");
	expect_words("  a  b\tc ", "a|b|c|");
	expect_words("\"a b\" 'c d'", "a b|c d|");
	expect_words("-cpu max,+x -m '4'g", "-cpu|max,+x|-m|4g|");
	expect_words("\"\" ''", "||");
	expect_words("a\\ b \"c\\\"d\" \"e\\f\"", "a b|c\"d|e\\f|");
	expect_words("\"1 `date +%s`\" `date +%s`", "1 `date +%s`|`date +%s`|");
	expect_words("$MAX_SMP \"$MAX_SMP\" '$MAX_SMP'", "3|3|$MAX_SMP|");
	expect_words("\"a", "!a quote \" is not closed");
	expect_words("a 'b", "!a quote ' is not closed");
	expect_words("`uname -r` b", "!'`uname -r`' is for a shell, which is not asked here");
	expect_words("`uname", "!'`uname' is for a shell, which is not asked here");
	expect_words("a$HOME b", "!'$HOME' is for a shell, which is not asked here");
	expect_words("a; b", "!';' is for a shell, which is not asked here");
	expect_words("a >b", "!'>' is for a shell, which is not asked here");
}

static const char config[] = "[one]\r\n"
			     "file = one.flat\r\n"
			     "test_args = 'x y' \r\n"
			     "check = /a=Y /b=1\n"
			     "timeout = 2m\n"
			     "[two]\n"
			     "file=one.flat\n"
			     "smp  =  $MAX_SMP\n"
			     "qemu_params = \"\"\"-m 1 \\\n"
			     "-x 'a\n"
			     "b'\"\"\"\n"
			     "[bad-timeout]\n"
			     "file = one.flat\n"
			     "timeout = soon\n"
			     "[moving]\n"
			     "file = one.flat\n"
			     "groups = a migration\n"
			     "[conditional]\n"
			     "file = one.flat\n"
			     "disabled_if = true\n"
			     "[away]\n"
			     "file = ../one.flat\n"
			     "[none]\n"
			     "smp = 1\n";

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static const char *left_out(const struct suite *suite, const char *name)
{
	const char *why = suite_find(suite, name)->not_run;

	return why ? why : "";
}

static bool has_end(const struct words *words, const char *end)
{
	char *all = print("%s", ""), *more;
	bool same;

	for (int i = 0; i < words->count; i++) {
		more = print("%s %s", all, words->word[i]);
		free(all);
		all = more;
	}
	same = strlen(all) >= strlen(end) && !strcmp(all + strlen(all) - strlen(end), end);
	free(all);
	return same;
}

static void test_unittests(void **state)
{
	char folder[] = "/tmp/exitscope-test-XXXXXX";
	const struct unittests_how how = { .busy = 5, .max_smp = 4 };
	struct suite suite = { .name = "kvm-unit-tests" };
	const struct suite_test *one, *two;
	char *path, *image, *x86;

	(void)state;
	assert_non_null(mkdtemp(folder));
	x86 = print("%s/x86", folder);
	path = print("%s/unittests.cfg", x86);
	image = print("%s/one.flat", x86);
	assert_int_equal(mkdir(x86, 0700), 0);
	write_file(path, config);
	write_file(image, "image");
	assert_int_equal(unittests_read(&suite, folder, &how), STATUS_PASS);
	assert_int_equal(suite.count, 7);
	one = suite_find(&suite, "one");
	two = suite_find(&suite, "two");
	assert_null(one->not_run);
	assert_true(has_end(&one->words, " -kernel /suite/one.flat -smp 1 -append x y"));
	assert_true(has_end(&one->checks, " /a=Y /b=1"));
	assert_true(one->late == 120 && one->busy == 5);
	assert_null(two->not_run);
	assert_true(has_end(&two->words, " -smp 4 -m 1 -x a\nb"));
	assert_true(two->late == 90);
	assert_string_equal(left_out(&suite, "bad-timeout"), "timeout: 'soon' is not a duration");
	assert_non_null(strstr(left_out(&suite, "moving"), "monitor"));
	assert_non_null(strstr(left_out(&suite, "conditional"), "is for a shell"));
	assert_non_null(strstr(left_out(&suite, "away"), "not found"));
	assert_string_equal(left_out(&suite, "none"), "no file");
	assert_true(suite_print(&suite));
	assert_true(one->print != two->print);
	suite_free(&suite);
	unlink(path);
	unlink(image);
	rmdir(x86);
	rmdir(folder);
	free(path);
	free(image);
	free(x86);
}

/* What the agent tells of one test, in lines `channel text`; its facts end. */
static void play(struct watch *watch, const char *const *lines)
{
	for (; *lines; lines++) {
		char *copy = print("%s", *lines), *text = copy, *channel = strsep(&text, " ");

		assert_true(watch_frame(watch, channel, text, strlen(text)));
		free(copy);
	}
}

static void test_watch(void **state)
{
	static const char *const lines[] = {
		"said before any test",
		"test t",
		"said PASS: a",
		"said FAIL: b\x1b[0m\r",
		"said XFAIL: c",
		"said SKIP: d",
		"erred a warning: e",
		"kernel WARNING: f",
		"counts 10=1 30=2147483649",
		"took 30 20",
		"ended status 3",
		NULL,
	};
	static const char *const assertion[] = {
		"test t",
		"erred ==== Test Assertion Failure ====",
		"erred   x.c:12: a == b",
		"erred   pid=5",
		"ended status 254",
		NULL,
	};
	char folder[] = "/tmp/exitscope-test-XXXXXX", *path;
	struct watch watch = { .folder = folder };
	const struct facts *facts = &watch.facts;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = print("%s/t.txt", folder);
	assert_false(watch_lost(&watch, "x", false));
	play(&watch, lines);
	assert_true(watch.ended);
	assert_string_equal(facts->test, "t");
	assert_string_equal(facts->end, "status 3");
	assert_int_equal(facts->pass, 1);
	assert_int_equal(facts->fail, 1);
	assert_int_equal(facts->skip, 1);
	assert_string_equal(facts->failed[0], "b[0m");
	assert_string_equal(facts->last, "SKIP: d");
	assert_null(facts->erred);
	assert_int_equal(facts->complaints, 1);
	assert_true(facts->counted && facts->lab_ns == 30 && facts->worked_ns == 20);
	assert_int_equal(histogram_count(&facts->exits, 30), 2147483649);
	watch.ended = false;
	play(&watch, assertion);
	assert_int_equal(facts->fail, 1);
	assert_string_equal(facts->failed[0], "x.c:12: a == b");
	assert_string_equal(facts->erred, "  pid=5");
	watch_free(&watch);
	unlink(path);
	rmdir(folder);
	free(path);
}

static void test_facts(void **state)
{
	char path[] = "/tmp/exitscope-test-XXXXXX";
	struct facts_file file = {
		.header = { "s", "svm", "npt1", "6.12", "stock npt=1", "qemu 7.2", "6.12.1" },
	};
	char *failed[] = { "a \"b\"", "c" };
	struct facts facts = {
		.test = "t",
		.print = 0xfedcba9876543210,
		.end = "status 3",
		.said = true,
		.last = "l",
		.fail = 2,
		.failed = failed,
		.failed_count = 2,
		.counted = true,
		.lab_ns = 1,
		.worked_ns = 1ULL << 40,
	};
	struct facts_file read;
	FILE *torn;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	histogram_add(&facts.exits, 78, 5);
	assert_true(facts_write(&file, path));
	assert_true(facts_append(&facts, path));
	torn = fopen(path, "ae");
	assert_non_null(torn);
	fputs("{\"test\":\"u\",\"end\":\"sta", torn);
	fclose(torn);
	assert_true(facts_read(&read, path));
	assert_int_equal(read.count, 1);
	assert_string_equal(read.header.modules, "stock npt=1");
	assert_true(read.facts[0].print == facts.print);
	assert_string_equal(read.facts[0].failed[0], "a \"b\"");
	assert_int_equal(read.facts[0].failed_count, 2);
	assert_null(read.facts[0].complaint);
	assert_true(read.facts[0].counted && read.facts[0].worked_ns == 1ULL << 40);
	assert_int_equal(histogram_count(&read.facts[0].exits, 78), 5);
	facts_file_free(&read);
	free(facts.exits.row);
	unlink(path);
}

static void expect_verdict(const char *end, const char *last, const char *erred, bool said,
			   enum judgement expected)
{
	const struct suite_test test = { .name = "t" };
	struct deviations none = { 0 };
	struct facts facts = { .test = "t", .said = said };
	char *why;

	facts.end = print("%s", end);
	facts.last = last ? print("%s", last) : NULL;
	facts.erred = erred ? print("%s", erred) : NULL;
	assert_int_equal(suite_judge(SUITE_KVM_UNIT_TESTS, &test, &facts, &none, &why), expected);
	assert_true(expected == JUDGED_PASS || why);
	free(why);
	free(facts.end);
	free(facts.last);
	free(facts.erred);
}

static void test_verdicts(void **state)
{
	const struct suite_test test = { .name = "t" };
	struct deviations none = { 0 };
	char *why;

	(void)state;
	expect_verdict("status 1", "x", NULL, true, JUDGED_PASS);
	expect_verdict("status 1", NULL, NULL, false, JUDGED_FAIL);
	expect_verdict("status 1", "x", "no", true, JUDGED_FAIL);
	expect_verdict("status 1", NULL, "no", false, JUDGED_NOT_RUN);
	expect_verdict("status 77", "x", NULL, true, JUDGED_SKIP);
	expect_verdict("status 155", "x", NULL, true, JUDGED_FAIL);
	expect_verdict("status 0", "x", NULL, true, JUDGED_FAIL);
	expect_verdict("status 3", "x", NULL, true, JUDGED_FAIL);
	expect_verdict("status 255", "x", NULL, true, JUDGED_FAIL);
	expect_verdict("signal 9", "x", NULL, true, JUDGED_FAIL);
	expect_verdict("late", "x", NULL, true, JUDGED_TIMEOUT);
	expect_verdict("busy", NULL, NULL, false, JUDGED_TIMEOUT);
	expect_verdict("clock", NULL, NULL, false, JUDGED_TIMEOUT);
	expect_verdict("lost L1's kernel panicked", "x", NULL, true, JUDGED_FAIL);
	expect_verdict("unmet /a=1", NULL, NULL, false, JUDGED_NOT_RUN);
	expect_verdict("what is this", NULL, NULL, false, JUDGED_FAIL);
	assert_int_equal(suite_judge(SUITE_KVM_UNIT_TESTS, &test, NULL, &none, &why),
			 JUDGED_MISSING);
	assert_null(why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	 cmocka_unit_test(test_unittests),
		cmocka_unit_test(test_watch),	 cmocka_unit_test(test_facts),
		cmocka_unit_test(test_verdicts),
	};

	return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
