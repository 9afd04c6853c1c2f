// SPDX-License-Identifier: GPL-2.0-only
/*
 * A log that is changed as consoles and collectors change it, at each place it can be: what comes out is what was
 * in it, to the last figure, or incomplete. Never anything else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"
#include "export/format.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/verdict.h"
#include "shared/memory.h"

#define HOST                                                                                       \
	"# exitscope {\"type\":\"host\",\"counters\":true,\"abi\":1,\"numbering\":\"svm\","        \
	"\"flags\":1,\"flag_names\":[\"tdp\"],\"vcpus\":1}\n"
#define ROW(n, name, verdict)                                                                      \
	"# exitscope {\"type\":\"result\",\"n\":" #n ",\"name\":\"" name                           \
	"\",\"verdict\":\"" verdict                                                                \
	"\",\"ops\":10,\"exits\":[{\"reason\":114,\"name\":\"cpuid\",\"count\":10,\"expect\":10,"  \
	"\"handled\":23670,\"away\":26792}]}\n"
#define SKIPPED(n, name)                                                                           \
	"# exitscope {\"type\":\"result\",\"n\":" #n ",\"name\":\"" name                           \
	"\",\"verdict\":\"skip\",\"why\":\"not on SVM\"}\n"
#define END(verdict, pass, fail)                                                                   \
	"# exitscope {\"type\":\"end\",\"verdict\":\"" verdict "\",\"pass\":" #pass                \
	",\"fail\":" #fail ",\"skip\":1}\n"

/* Names that are each other's beginnings and numbers of two digits: halves that look whole. */
#define BEFORE                                                                                                                                                         \
	"\nKTAP version 1\n1..11\n" HOST                                                                                                                               \
		ROW(1, "nop", "pass") "ok 1 nop\n" ROW(2, "nop.2", "pass") "ok 2 nop.2\n" SKIPPED(3, "vmx.invept") "ok 3 vmx.invept # SKIP not on SVM\n" ROW(          \
			4, "a",                                                                                                                                        \
			"pass") "ok 4 a\n" ROW(5, "b",                                                                                                                 \
					       "pass") "ok 5 b\n" ROW(6, "c",                                                                                          \
								      "pass") "ok 6 c\n" ROW(7,                                                                        \
											     "d",                                                                      \
											     "pass") "ok 7 d\n" ROW(8,                                                 \
														    "e",                                               \
														    "pass") "ok 8 e\n" ROW(9,                          \
																	   "f",                        \
																	   "pass") "ok 9 f\n" ROW(10,  \
																				  "g", \
																				  "pass") "ok 10 g\n"
#define PASSING BEFORE ROW(11, "cpuid", "pass") "ok 11 cpuid\n" END("pass", 10, 0)
#define FAILING BEFORE ROW(11, "cpuid", "fail") "not ok 11 cpuid\n" END("fail", 9, 1)

#define MESSAGE "[ 1001.907572] hrtimer: interrupt took 1234 ns\n"

/* All that is read of a log, in words; to be freed. */
static char *read_log(const char *text, size_t length, enum status *status)
{
	FILE *file = fmemopen((char *)text, length, "r"), *to;
	struct log log = { 0 };
	struct exported exported = { .log = &log, .name = "log" };
	char *all, *why;
	size_t size;

	assert_true(log_read(&log, file));
	fclose(file);
	*status = exported.status = log_verdict(&log, &why);
	exported.why = why;
	to = open_memstream(&all, &size);
	export_json(&exported, to);
	fclose(to);
	free(why);
	log_free(&log);
	return all;
}

/* What became of one changed log: as before, or incomplete. */
struct tally {
	unsigned int same, incomplete;
};

static void changed(struct tally *tally, const char *text, const char *original, const char *what)
{
	static const char *last;
	static enum status before;
	static char *want;
	enum status status;
	char *got = read_log(text, strlen(text), &status);

	if (original != last) {
		free(want);
		want = read_log(original, strlen(original), &before);
		last = original;
	}
	if (status == before && !strcmp(got, want))
		tally->same++;
	else if (status == STATUS_INCOMPLETE)
		tally->incomplete++;
	else
		fail_msg("%s: status %d, not %d: %s\n%s", what, status, before, got, text);
	free(got);
}

/* The log with something in place of length bytes at a place. */
static char *with(const char *log, size_t at, size_t length, const char *instead)
{
	return print("%.*s%s%s", (int)at, log, instead, log + at + length);
}

static size_t line_at(const char *log, size_t at)
{
	const char *end = strchr(log + at, '\n');

	return end ? (size_t)(end - log) - at + 1 : strlen(log + at);
}

static const char *const logs[] = { PASSING, FAILING };

#define EACH_LOG(log)                                                                              \
	for (size_t k = 0; k < 2; k++)                                                             \
		for (const char *log = logs[k]; log; log = NULL)

/* At each place of a log, or of its first and last lines alone. */
static struct tally inserted(const char *log, const char *message, bool all)
{
	size_t first = strstr(log, "ok 2 ") - log, last = strstr(log, "ok 10 ") - log;
	struct tally tally = { 0 };

	for (size_t at = 0; at <= strlen(log); at = !all && at == first ? last : at + 1) {
		char *text = with(log, at, 0, message);

		changed(&tally, text, log, message);
		free(text);
	}
	return tally;
}

/* A kernel's message at each place, alone and as several, with what printk may put before it. */
static void test_message(void **state)
{
	static const char *const messages[] = {
		MESSAGE,
		MESSAGE MESSAGE,
		"[    1.200000][    T1] usb 1-1: new device\n",
		"<4>[    1.200000] usb 1-1: new device\r\n",
		"[    1.200000] ok 3 a test of the kernel's own\n[    1.200001] # KTAP\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		EACH_LOG(log)
		{
			struct tally tally = inserted(log, messages[i], !i);

			assert_int_equal(tally.incomplete, 0);
			assert_in_range(tally.same, 400, 10000);
		}
	}
}

/* Two messages in one line, at each pair of places. */
static void test_two_messages(void **state)
{
	const char *log = PASSING, *line = strstr(log, "ok 11");
	size_t start = line - log - 20, end = start + 32;
	struct tally tally = { 0 };

	(void)state;
	for (size_t a = start; a < end; a++) {
		for (size_t b = a + 1; b < end; b++) {
			char *one = with(log, b, 0, MESSAGE), *two = with(one, a, 0, MESSAGE);

			changed(&tally, two, log, "two messages");
			free(one);
			free(two);
		}
	}
	assert_int_equal(tally.incomplete, 0);
}

/* Without a time in front a message's end is a guess, which only a result line's own name can confirm. */
static void test_unstamped(void **state)
{
	static const char cut[] = "ok 11 cpuid\n";
	struct tally tally = { 0 };
	const char *log = PASSING;
	size_t line = strstr(log, cut) - log;

	(void)state;
	assert_true(inserted(log, "hrtimer: interrupt took 1234 ns\n", true).incomplete > 100);
	for (size_t at = line + strlen("ok 11 "); at < line + strlen(cut); at++) {
		char *text = with(log, at, 0, "hrtimer: interrupt took 1234 ns\n");

		changed(&tally, text, log, "without a time");
		free(text);
	}
	assert_int_equal(tally.incomplete, 0);
}

/* Whose other half never comes: a result line is settled by its record, nothing else is. */
static void test_lost_half(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	EACH_LOG(log)
	{
		for (size_t line = 0; log[line]; line += line_at(log, line)) {
			size_t length = line_at(log, line);

			for (size_t at = 0; at < length; at++) {
				char *text = with(log, line + at, length - at, MESSAGE);
				unsigned int was = tally.same;

				changed(&tally, text, log, "a lost half");
				if (at < length - 1 && log[line] == '#')
					assert_int_equal(tally.same, was);
				free(text);
			}
		}
	}
	assert_in_range(tally.same, 1, 600);
	assert_true(tally.incomplete > 1000);
}

/* Lines that are lost, one or several after each other. */
static void test_lost_lines(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	EACH_LOG(log)
	{
		for (size_t from = 0; log[from]; from += line_at(log, from)) {
			for (size_t length = 0; log[from + length];) {
				bool record;
				char *text;

				length += line_at(log, from + length);
				text = with(log, from, length, "");
				record = !strstr(text, END("pass", 10, 0)) &&
					 !strstr(text, END("fail", 9, 1));
				tally.same = 0;
				changed(&tally, text, log, "lost lines");
				if (record)
					assert_int_equal(tally.same, 0);
				free(text);
			}
		}
	}
	assert_true(tally.incomplete > 500);
}

/* Each line twice: nothing tells whether the guest began again. */
static void test_doubled(void **state)
{
	struct tally tally = { 0 };
	char *text = print("%s%s", PASSING, PASSING);

	(void)state;
	changed(&tally, text, PASSING, "twice");
	free(text);
	assert_int_equal(tally.incomplete, 1);
	EACH_LOG(log)
	{
		for (size_t at = 0; log[at]; at += line_at(log, at)) {
			/* From there on a second run. */
			text = print("%.*s%s", (int)at, log, log);
			tally.same = 0;
			changed(&tally, text, log, "begun again");
			if (at > strlen("\nKTAP version 1\n1..11\n"))
				assert_int_equal(tally.same, 0);
			free(text);
		}
	}
}

/* Another console that tests something too, between any two lines. */
static void test_other_console(void **state)
{
	static const char *const others[] = {
		"KTAP version 1\n",   "1..5\n",		"ok 2 a_test_of_its_own\n",
		"not ok 4 another\n", "ok 20 beyond\n", "ok then\n",
	};
	struct tally tally = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t first = strlen("\nKTAP version 1\n");

		for (size_t at = first; PASSING[at]; at += line_at(PASSING, at)) {
			char *text = with(PASSING, at, 0, others[i]);

			changed(&tally, text, PASSING, others[i]);
			free(text);
		}
	}
	assert_int_equal(tally.incomplete, 0);
}

/* Whose row is said by nobody else is not forgiven. */
static void test_contradiction(void **state)
{
	static const struct {
		const char *was, *is;
	} edits[] = {
		{ "ok 11 cpuid\n", "ok 11 other\n" },
		{ "ok 11 cpuid\n", "not ok 11 cpuid\n" },
		{ "ok 11 cpuid\n", "not ok 11 \n" },
		{ "ok 11 cpuid\n", "ok 11 cpuid # SKIP\n" },
		{ "1..11\n", "1..12\n" },
		{ "1..11\n", "1..12\n1..13\n" },
		{ "\"pass\":10", "\"pass\":9" },
		{ "{\"type\":\"end\"", "{\"type\":\"end" },
		{ "\"name\":\"cpuid\",\"verdict\":\"pass\"",
		  "\"name\":\"cpuid\",\"verdict\":\"fail\"" },
	};
	struct tally tally = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		const char *place = strstr(PASSING, edits[i].was);
		char *text = with(PASSING, place - PASSING, strlen(edits[i].was), edits[i].is);

		changed(&tally, text, PASSING, edits[i].is);
		free(text);
	}
	assert_int_equal(tally.same, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),	      cmocka_unit_test(test_two_messages),
		cmocka_unit_test(test_unstamped),     cmocka_unit_test(test_lost_half),
		cmocka_unit_test(test_lost_lines),    cmocka_unit_test(test_doubled),
		cmocka_unit_test(test_other_console), cmocka_unit_test(test_contradiction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
