// SPDX-License-Identifier: GPL-2.0-only
/* The history: versions and their line, the data file, steps, and the functions that explain them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "history/build.h"
#include "history/cause.h"
#include "history/headline.h"
#include "history/steps.h"
#include "history/store.h"
#include "shared/memory.h"

static char path[] = "/tmp/test_history.XXXXXX";

static int start(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/test_history.XXXXXX");
	fd = mkstemp(path);
	return fd < 0 || close(fd);
}

static int stop(void **state)
{
	(void)state;
	return unlink(path);
}

static void versions(void **state)
{
	(void)state;
	assert_true(version_compare("6.12.9-1", "6.12.10-1") < 0);
	assert_true(version_compare("6.12.90-1~bpo12+1", "6.12.90-1") < 0);
	assert_true(version_compare("6.12.90-1", "6.12.90-1+b1") < 0);
	assert_true(version_compare("7.0.4-1", "6.19.14-1") > 0);
	assert_int_equal(version_compare("6.1.170-3", "6.1.170-3"), 0);
	assert_true(version_compare("6.12.0a", "6.12.0+") < 0);
	assert_int_equal(build_debian("6.12.90+deb13.1"), 13);
	assert_int_equal(build_debian("6.1.0-47"), 12);
	assert_int_equal(build_series("6.12.90-1"), 4);
	assert_int_equal(build_release("6.12.90-1~bpo12+1"), 7);
	/* Of one release the older Debian's build comes first, whatever their revisions. */
	assert_true(build_compare("6.12.115+deb12", "6.12.115-2~deb12u1", "6.12.115+deb13",
				  "6.12.115-1") < 0);
	assert_true(build_compare("6.12.90+deb13", "6.12.90-1", "6.12.90+deb13.1", "6.12.90-2") <
		    0);
}

static void line_of_builds(void **state)
{
	static const char *const names[] = {
		"6.1.0-47",	 "6.12.43+deb12", "6.12.90+deb12", "6.12.90+deb13", "6.12.94+deb12",
		"6.12.94+deb13", "7.2.12+deb13",  "7.2.12+deb14",  "7.2.13+deb14",  "7.3.4+deb13",
	};
	static const bool expected[] = { true, true, true,  true,  false,
					 true, true, false, false, true };
	bool on_line[10];

	(void)state;
	build_line(names, 10, on_line);
	assert_memory_equal(on_line, expected, sizeof(expected));
	build_line(names, 0, on_line);
}

/* A kernel's line with one configuration's rows. */
static struct json_object *kernel(const char *name, const char *package, const char *emulator,
				  const char *rows)
{
	char *text = print(
		"{\"type\":\"kernel\",\"lab\":\"svm\",\"kernel\":\"%s\",\"package\":\"%s\","
		"\"emulator\":\"%s\",\"configs\":{\"npt1\":{\"verdict\":\"pass\",\"rows\":{%s}}}}",
		name, package, emulator, rows);
	struct json_object *line = json_tokener_parse(text);

	assert_non_null(line);
	free(text);
	return line;
}

static void put(struct json_object *line)
{
	struct store store;

	assert_true(store_open(&store, path, true));
	store_put(&store, line);
	assert_true(store_save(&store));
	store_close(&store);
}

static void open_it(struct store *store)
{
	assert_true(store_open(store, path, false));
}

static void file_sorted(void **state)
{
	struct store store;

	(void)state;
	put(kernel("7.3.4+deb13", "7.3.4-1", "qemu 7", "\"a\":[1,1,1,{}]"));
	put(kernel("6.12.90+deb13", "6.12.90-1", "qemu 7", "\"a\":[2,1,1,{}]"));
	put(kernel("6.12.9+deb13", "6.12.9-1", "qemu 7", "\"a\":[3,1,1,{}]"));
	put(kernel("6.12.90+deb13", "6.12.90-1", "qemu 8", "\"a\":[4,1,1,{}]"));
	open_it(&store);
	assert_int_equal(store.n, 3);
	assert_string_equal(store_text(store.line[0], "kernel"), "6.12.9+deb13");
	assert_string_equal(store_text(store.line[1], "emulator"), "qemu 8");
	assert_string_equal(store_text(store.line[2], "kernel"), "7.3.4+deb13");
	store_close(&store);
}

static void write_text(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void file_bad(void **state)
{
	static const char *const texts[] = {
		"{\"type\":\"kernel\",\"lab\":\"svm\"",
		"{\"type\":\"kernel\",\"lab\":\"svm\"}\n",
		"{\"type\":\"step\",\"lab\":\"svm\",\"kernel\":\"a\",\"package\":\"1\"}\n",
		"[]\n",
		"12\n",
	};
	struct store store;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_text(texts[i]);
		assert_false(store_open(&store, path, false));
		assert_false(store_open(&store, path, true));
	}
	write_text("");
	open_it(&store);
	assert_int_equal(store.n, 0);
	store_close(&store);
}

static struct steps steps_in(struct store *store, struct series *series)
{
	open_it(store);
	*series = series_of(store, "svm", "npt1");
	return steps_of(store, series);
}

static void steps_found(void **state)
{
	struct store store;
	struct series series;
	struct steps steps;

	(void)state;
	put(kernel(
		"6.1.0-47", "6.1.170-3", "qemu 7",
		"\"cpuid\":[1000,1,1,{\"cpuid\":1}],\"nop\":[10,1,1,{}],\"x\":[100,1,1,{\"io\":1}],"
		"\"odd\":[100,1,1,{\"io\":1},\"unsteady\"],\"gone\":[5,5,5,{\"io\":1}],"
		"\"wait\":[100,1,1,{\"hlt\":1},\"waits\"]"));
	put(kernel(
		"6.12.90+deb13", "6.12.90-1", "qemu 7",
		"\"cpuid\":[1020,1,1,{\"cpuid\":1}],\"nop\":[90,1,1,{}],\"x\":[100,1,1,{\"msr\":1}],"
		"\"odd\":[300,1,1,{\"io\":1}],\"new\":[5,5,5,{\"io\":1}],"
		"\"wait\":[300,1,1,{\"hlt\":1},\"waits\"]"));
	put(kernel("6.12.94+deb13", "6.12.94-1", "qemu 7", "\"cpuid\":[1041,1,1,{\"cpuid\":1}]"));
	put(kernel("7.3.4+deb13", "7.3.4-1", "qemu 8", "\"cpuid\":[2000,1,1,{\"cpuid\":1}]"));
	steps = steps_in(&store, &series);
	/* 2 % exactly is none, nor what does not exit, is not steady, waits, is new, or another emulator's. */
	assert_int_equal(steps.n, 2);
	assert_int_equal(steps.step[0].n, 1);
	assert_string_equal(steps.step[0].change[0].is->name, "x");
	assert_true(steps.step[0].change[0].exits);
	assert_int_equal(steps.step[1].n, 1);
	assert_string_equal(steps.step[1].change[0].is->name, "cpuid");
	assert_null(steps.step[1].explained);
	steps_free(&steps);
	series_free(&series);
	store_close(&store);
}

/* One side of an explanation: run() calls by(), which takes so many instructions. */
static void explanation(const char *file, const char *by, int own)
{
	FILE *to = fopen(file, "w");

	assert_non_null(to);
	fprintf(to,
		"{\"type\":\"explanation\",\"worlds\":[],\"rows\":[{\"name\":\"cpuid\",\"exits\":[{\"title\":\"exit 1\","
		"\"exit\":1,\"tree\":{\"o\":0,\"k\":0,\"c\":[{\"n\":\"run\",\"m\":\"kvm\",\"w\":1,\"e\":0,\"k\":1,\"o\":50,\"c\":["
		"{\"n\":\"%s\",\"m\":\"kvm\",\"w\":1,\"e\":0,\"k\":2,\"o\":%d}]}]}}]}]}\n",
		by, own);
	fclose(to);
}

static void step_explained(void **state)
{
	char *before = print("%s.before", path), *now = print("%s.now", path);
	struct cause causes[CAUSES_MOST];
	struct json_object *line;
	struct store store;
	struct series series;
	struct steps steps;
	int64_t rest;

	(void)state;
	explanation(before, "by", 100);
	explanation(now, "by", 130);
	put(kernel("6.1.0-47", "6.1.170-3", "qemu 7", "\"cpuid\":[1000,1,1,{\"cpuid\":1}]"));
	put(kernel("6.12.90+deb13", "6.12.90-1", "qemu 7", "\"cpuid\":[1030,1,1,{\"cpuid\":1}]"));
	line = cause_line("svm", "npt1", "6.1.0-47", "6.12.90+deb13", "6.12.90-1", before, now);
	assert_non_null(line);
	put(line);
	assert_null(cause_line("svm", "npt1", "a", "b", "1", before, path));
	steps = steps_in(&store, &series);
	assert_int_equal(steps.n, 1);
	assert_non_null(steps.step[0].change[0].why);
	assert_int_equal(step_causes(steps.step[0].explained, steps.step[0].change[0].why, causes,
				     CAUSES_MOST, &rest),
			 1);
	assert_string_equal(causes[0].function, "by kvm");
	assert_int_equal(causes[0].more, 30);
	assert_int_equal(causes[0].kind, 0);
	assert_int_equal(rest, 0);
	steps_free(&steps);
	series_free(&series);
	store_close(&store);
	unlink(before);
	unlink(now);
	free(before);
	free(now);
}

static void said(void **state)
{
	static const struct kind kind = { "svm", "npt1", "SVM with NPT", "" };
	struct store store;
	struct series series;
	struct steps steps;
	char *text;

	(void)state;
	put(kernel("6.1.0-47", "6.1.170-3", "qemu 7",
		   "\"cpuid\":[1000,1,1,{\"cpuid\":1}],\"io\":[100,1,1,{\"io\":1}]"));
	put(kernel("7.3.4+deb13", "7.3.4-1", "qemu 7",
		   "\"cpuid\":[1210,1,1,{\"cpuid\":1}],\"io\":[100,1,1,{\"io\":1}]"));
	steps = steps_in(&store, &series);
	text = headline(&kind, &series, &steps);
	assert_string_equal(
		text,
		"A CPUID exit on SVM with NPT costs 21 % more instructions in 7.3.4 than in 6.1.170 (1,000, then 1,210); the "
		"biggest single step was 6.1.170 to 7.3.4, +210. Of 2 operations that exit, 1 cost more and 0 "
		"less; on average 10 % more instructions.");
	free(text);
	steps_free(&steps);
	series_free(&series);
	store_close(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(line_of_builds),
		cmocka_unit_test_setup_teardown(file_sorted, start, stop),
		cmocka_unit_test_setup_teardown(file_bad, start, stop),
		cmocka_unit_test_setup_teardown(steps_found, start, stop),
		cmocka_unit_test_setup_teardown(step_explained, start, stop),
		cmocka_unit_test_setup_teardown(said, start, stop),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
