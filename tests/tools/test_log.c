// SPDX-License-Identifier: GPL-2.0-only
/* The parser and the verdict: recorded, cut, damaged and contradictory logs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"
#include "log/log.h"
#include "log/log_value.h"
#include "log/parse.h"
#include "log/table.h"
#include "log/verdict.h"
#include "shared/memory.h"

#define HOST                                                                                       \
	"# exitscope {\"type\":\"host\",\"abi\":1,\"counters\":true,\"numbering\":\"vmx\","        \
	"\"metrics\":7,\"flags\":1,\"flag_names\":[\"tdp\"],\"vcpus\":1}\n"
#define RESULT(n, name, verdict)                                                                   \
	"# exitscope {\"type\":\"result\",\"n\":" #n ",\"name\":\"" name                           \
	"\",\"verdict\":\"" verdict                                                                \
	"\",\"ops\":1000,\"exits\":[{\"reason\":10,\"name\":\"CPUID\","                            \
	"\"count\":1000,\"expect\":1000,\"handled\":512000,\"away\":800000}],\"round_trip\":"      \
	"{\"min\":1,\"median\":2,\"p99\":3,\"max\":4,\"mean\":2}}\n"
#define END(verdict, pass, fail, skip)                                                             \
	"# exitscope {\"type\":\"end\",\"verdict\":\"" verdict "\",\"pass\":" #pass                \
	",\"fail\":" #fail ",\"skip\":" #skip "}\n"
#define HEAD(plan) "Booting from ROM..\nKTAP version 1\n1.." #plan "\n" HOST

#define PASSING                                                                                    \
	HEAD(2)                                                                                    \
	RESULT(1, "nop", "pass")                                                                   \
	"ok 1 nop\n" RESULT(2, "cpuid", "pass") "ok 2 cpuid\n" END("pass", 2, 0, 0)

static enum status parse(struct log *log, const char *text, size_t length)
{
	FILE *file = fmemopen((char *)text, length, "r");
	enum status status;
	char *why;

	assert_non_null(file);
	memset(log, 0, sizeof(*log));
	assert_true(log_read(log, file));
	fclose(file);
	status = log_verdict(log, &why);
	assert_non_null(why);
	free(why);
	return status;
}

static enum status verdict(const char *text)
{
	struct log log;
	enum status status = parse(&log, text, strlen(text));

	log_free(&log);
	return status;
}

static void test_pass(void **state)
{
	struct log log;

	(void)state;
	assert_int_equal(parse(&log, PASSING, strlen(PASSING)), STATUS_PASS);
	assert_int_equal(log.result_count, 2);
	assert_string_equal(log.results[1].name, "cpuid");
	assert_true(log.results[1].measured);
	assert_int_equal(log.results[1].exits[0].count, 1000);
	assert_int_equal(log.results[1].exits[0].expect, 1000);
	assert_int_equal(log.results[1].exits[0].away, 800000);
	assert_true(log.results[1].round_trip);
	assert_true(log.host.counters);
	assert_string_equal(log.host.flag_names, "tdp");
	log_free(&log);
}

static void test_fail_and_skip(void **state)
{
	(void)state;
	assert_int_equal(verdict(HEAD(2) "not ok 1 a\nok 2 b\n" END("fail", 1, 1, 0)), STATUS_FAIL);
	assert_int_equal(verdict(HEAD(2) "ok 1 a # SKIP no exit counters\nok 2 b # SKIP x\n" END(
				 "skip", 0, 0, 2)),
			 STATUS_SKIP);
	assert_int_equal(verdict(HEAD(2) "ok 1 a # SKIP not on VMX\nok 2 b\n" END("pass", 1, 0, 1)),
			 STATUS_PASS);
	/* An exception ends a run before its plan is done: a failure all the same. */
	assert_int_equal(verdict(HEAD(9) "ok 1 a\nnot ok 2 b\n" END("fail", 1, 1, 0)), STATUS_FAIL);
}

/* A disturbed row is a skip that is counted apart, and its counts are not to be relied on. */
static void test_disturbed(void **state)
{
	static const char text[] = HEAD(
		2) "# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"a\",\"verdict\":\"skip\","
		   "\"ops\":10,\"disturbed\":3,\"exits\":[{\"reason\":48,\"name\":\"EPT_VIOLATION\","
		   "\"count\":3,\"expect\":0,\"more\":3}]}\n"
		   "ok 1 a # SKIP disturbed: 3 EPT_VIOLATION more or fewer\n"
		   "# exitscope {\"type\":\"result\",\"n\":2,\"name\":\"b\",\"verdict\":\"pass\"}\nok 2 b\n"
		   "# exitscope {\"type\":\"end\",\"verdict\":\"pass\",\"pass\":1,\"fail\":0,"
		   "\"skip\":1,\"disturbed\":%s}\n";
	char *one, *none;
	struct log log;

	(void)state;
	assert_true(asprintf(&one, text, "1") > 0 && asprintf(&none, text, "0") > 0);
	assert_int_equal(parse(&log, one, strlen(one)), STATUS_PASS);
	assert_int_equal(log.results[0].disturbed, 3);
	assert_int_equal(log.results[1].disturbed, 0);
	log.host.counters = true;
	assert_false(log_counted(&log, &log.results[0]));
	log_free(&log);
	assert_int_equal(verdict(none), STATUS_INCOMPLETE);
	free(one);
	free(none);
}

/* Cut anywhere, a log that passed whole must not pass. */
static void test_truncated(void **state)
{
	/* Without its last newline, and no earlier, it is still whole. */
	size_t whole = strlen(PASSING) - 1;

	(void)state;
	for (size_t length = 1; length < whole; length++) {
		struct log log;

		assert_int_equal(parse(&log, PASSING, length), STATUS_INCOMPLETE);
		log_free(&log);
	}
	assert_int_equal(verdict(""), STATUS_INCOMPLETE);
}

/* With any bit flipped: whatever comes out, no crash, and the sanitizers agree. */
static void test_flipped(void **state)
{
	size_t length = strlen(PASSING);
	char *text = malloc(length + 1);

	(void)state;
	for (size_t i = 0; i < length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			struct log log;

			memcpy(text, PASSING, length + 1);
			text[i] ^= 1 << bit;
			parse(&log, text, length);
			log_free(&log);
		}
	}
	free(text);
}

static void test_crlf(void **state)
{
	char text[2 * sizeof(PASSING)], *to = text;

	(void)state;
	for (const char *from = PASSING; *from; from++) {
		if (*from == '\n')
			*to++ = '\r';
		*to++ = *from;
	}
	*to = 0;
	assert_int_equal(verdict(text), STATUS_PASS);
}

static void test_interleaved(void **state)
{
	(void)state;
	assert_int_equal(verdict("[    0.100000] a kernel's line\n[    0.2] KTAP version 1\n1..1\n"
				 "[    0.300000] ok then\n[    1.000000] ok 1 nop\n"
				 "[    1.100000] another\n\x1b[2J noise# exitscope "
				 "{\"type\":\"end\",\"verdict\":\"pass\",\"pass\":1,\"fail\":0,"
				 "\"skip\":0}\n"),
			 STATUS_INCOMPLETE);
	assert_int_equal(
		verdict("[    0.100000] a kernel's line\n[    0.2] KTAP version 1\n1..1\n"
			"[    1.000000] ok 1 nop\n[    1.100000] another\n\x1b[2J noise" END(
				"pass", 1, 0, 0) "[    1.2] reboot: Power down\n"),
		STATUS_PASS);
	/* A kernel's message behind a record, and one in its midst, with others before it goes on. */
	assert_int_equal(
		verdict(HEAD(1) "# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"nop\","
				"\"verdict\":\"pass\"}[    1.2] usb\nok 1 nop[    1.3] usb\n" END(
					"pass", 1, 0, 0)),
		STATUS_PASS);
	assert_int_equal(
		verdict(HEAD(
			1) "# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"n[    1.2] oops\r\n"
			   "[    1.3] more\r\nop\",\"verdict\":\"pass\"}\r\nok 1 nop\n" END(
				   "pass", 1, 0, 0)),
		STATUS_PASS);
	/* The rest of which never comes. */
	assert_int_equal(verdict(HEAD(1) "# exitscope {\"type\":\"result\",\"n\":1,[    1.2] oops\n"
					 "ok 1 nop\n" END("pass", 1, 0, 0)),
			 STATUS_INCOMPLETE);
}

static void test_no_end(void **state)
{
	(void)state;
	assert_int_equal(verdict(HEAD(1) "ok 1 a\n"), STATUS_INCOMPLETE);
	assert_int_equal(verdict(HEAD(1) "not ok 1 a\n"), STATUS_INCOMPLETE);
	assert_int_equal(verdict("KTAP version 1\n"), STATUS_INCOMPLETE);
	assert_int_equal(verdict("KTAP version 1\n" END("skip", 0, 0, 0)), STATUS_INCOMPLETE);
}

static void test_counts_disagree(void **state)
{
	static const char *const logs[] = {
		HEAD(3) "ok 1 a\nok 2 b\n" END("pass", 2, 0, 0), /* fewer than planned */
		HEAD(1) "ok 1 a\nok 2 b\n" END("pass", 2, 0, 0), /* more */
		HEAD(2) "ok 1 a\nok 2 b\n" END("pass", 1, 0, 0), /* end counts less */
		HEAD(2) "ok 1 a\nok 3 b\n" END("pass", 2, 0, 0), /* a number out of the plan */
		HEAD(2) "ok 1 a\nok 1 a\n" END("pass", 2, 0, 0), /* the same twice */
		HEAD(2) "ok 1 a\nnot ok 2 b\n" END("pass", 2, 0, 0),
		HEAD(2) "ok 1 a\nnot ok 2 b\n" END("pass", 1, 1,
						   0),		 /* pass in spite of a failure */
		HEAD(2) "ok 1 a\nok 2 b\n" END("fail", 2, 0, 0), /* fail without one */
		HEAD(2) "ok 1 a\nok 2 b\n" END("skip", 2, 0, 0),
		HEAD(1) "ok 1 a # SKIP\n" END("pass", 0, 0, 1),
		HEAD(1) RESULT(1, "a", "fail") "ok 1 a\n" END("pass", 1, 0, 0),
		HEAD(1) RESULT(1, "b", "pass") "ok 1 a\n" END("pass", 1, 0, 0),
		HEAD(1) RESULT(1, "a", "pass")
			RESULT(2, "b", "pass") "ok 1 a\n" END("pass", 1, 0, 0),
		HEAD(1) "ok 1 a\n" END("pass", 1, 0, 0) END("pass", 1, 0, 0),
		HEAD(1) "1..1\nok 1 a\n" END("pass", 1, 0, 0),
		HEAD(1) "ok 1 a\n" END("maybe", 1, 0, 0),
		PASSING PASSING, /* two runs in one log */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++)
		if (verdict(logs[i]) != STATUS_INCOMPLETE)
			fail_msg("log %zu is taken for complete", i);
}

static void test_odd_records(void **state)
{
	(void)state;
	/* A newer guest's record is its own affair. */
	assert_int_equal(verdict(HEAD(1) "# exitscope {\"type\":\"weather\"}\nok 1 a\n" END(
				 "pass", 1, 0, 0)),
			 STATUS_PASS);
	/* Members of a wrong type are read as what they can be, and never crash. */
	assert_int_equal(verdict(HEAD(1) "# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"a\","
					 "\"verdict\":\"pass\",\"ops\":\"x\",\"exits\":[3,null,{}],"
					 "\"round_trip\":[]}\nok 1 a\n" END("pass", 1, 0, 0)),
			 STATUS_PASS);
	assert_int_equal(verdict(HEAD(1) "# exitscope {\"type\":\"result\",\"n\":0}\nok 1 a\n" END(
				 "pass", 1, 0, 0)),
			 STATUS_INCOMPLETE);
	assert_int_equal(verdict(HEAD(1) "# exitscope {}x\nok 1 a\n" END("pass", 1, 0, 0)),
			 STATUS_INCOMPLETE);
}

/* What a log says in words, and its status. */
static void says(const char *text, enum status status, const char *words)
{
	FILE *file = fmemopen((char *)text, strlen(text), "r");
	struct log log = { 0 };
	char *why;

	assert_true(log_read(&log, file));
	fclose(file);
	assert_int_equal(log_verdict(&log, &why), status);
	assert_string_equal(why, words);
	free(why);
	log_free(&log);
}

static void test_nothing_run(void **state)
{
	(void)state;
	says("KTAP version 1\n1..0\nBail out! x\n# exitscope {\"type\":\"end\",\"verdict\":\"error\","
	     "\"message\":\"run= names no workload\",\"word\":\"nosuch\"}\n",
	     STATUS_USAGE, "the guest refuses its command line: run= names no workload: nosuch");
	says("KTAP version 1\n1..0\nBail out! x\n# exitscope {\"type\":\"end\",\"verdict\":\"error\","
	     "\"message\":\"this machine has no local APIC\"}\n",
	     STATUS_CANNOT_RUN, "the guest cannot run there: this machine has no local APIC");
	says("KTAP version 1\n1..0\n# exitscope {\"type\":\"workload\",\"name\":\"nop\","
	     "\"summary\":\"nothing\"}\n" END("list", 0, 0, 0),
	     STATUS_PASS, "1 workloads listed, none run");
	says(HEAD(1) "ok 1 a\n" END("list", 1, 0, 0), STATUS_INCOMPLETE,
	     "workloads have results, though none was to run");
}

/* @text: a log, freed. */
static void table_says(char *text, const char *expected)
{
	FILE *file = fmemopen(text, strlen(text), "r"), *to;
	struct log log = { 0 };
	char *table;
	size_t size;

	assert_true(log_read(&log, file));
	fclose(file);
	to = open_memstream(&table, &size);
	log_table(&log, to);
	fclose(to);
	if (!strstr(table, expected))
		fail_msg("'%s' is not in '%s'", expected, table);
	free(table);
	free(text);
	log_free(&log);
}

/* The table of a log with one result, whose exits these are. */
static void tabulates(const char *exits, const char *line, const char *expected)
{
	table_says(print("KTAP version 1\n1..1\n# exitscope {\"type\":\"result\",\"n\":1,"
			 "\"name\":\"a\",\"verdict\":\"%s\",\"ops\":100%s}\n%s",
			 *line == 'n' ? "fail" : "pass", exits, line),
		   expected);
}

static void test_vcpus(void **state)
{
	static const char host[] =
		"KTAP version 1\n1..0\n# exitscope {\"type\":\"host\",\"vcpus\":%u%s}\n";

	(void)state;
	table_says(print(host, 1, ""), "no exit counters, 1 vCPU, flags");
	table_says(print(host, 2, ",\"vcpus_found\":2"), "no exit counters, 2 vCPUs, flags");
	table_says(print(host, 8, ",\"vcpus_found\":64"), "no exit counters, 8 of 64 vCPUs, flags");
}

static void test_table(void **state)
{
	static const char host_first[] =
		",\"exits\":[{\"reason\":1,\"name\":\"INTR\",\"count\":3,\"background\":true},"
		"{\"reason\":30,\"name\":\"IO\",\"count\":200,\"expect\":100}]";

	(void)state;
	tabulates(host_first, "not ok 1 a\n", "FAIL WRONG: expected 1 (100), counted 2 (200)\n");
	tabulates(host_first, "not ok 1 a\n", "0.030  INTR (host)");
	tabulates(",\"exits\":[{\"reason\":7,\"name\":\"W\",\"count\":1}]", "not ok 1 a\n",
		  "WRONG: expected 0 (0), counted 0.010 (1)\n");
	tabulates("", "# WRONG: a: the latch moved\nnot ok 1 a\n", "a: the latch moved");
	tabulates(",\"exits\":[{\"reason\":1,\"name\":\"W\",\"count\":7,\"expect\":9,"
		  "\"at_most\":true},{\"reason\":2,\"name\":\"D\",\"count\":12,"
		  "\"expect\":10,\"more\":2}]",
		  "ok 1 a\n", "pass\n");
}

static void test_worse(void **state)
{
	(void)state;
	assert_int_equal(status_worse(STATUS_PASS, STATUS_SKIP), STATUS_SKIP);
	assert_int_equal(status_worse(STATUS_FAIL, STATUS_SKIP), STATUS_FAIL);
	assert_int_equal(status_worse(STATUS_NO_KERNEL, STATUS_INCOMPLETE), STATUS_NO_KERNEL);
	assert_int_equal(status_worse(STATUS_NO_KERNEL, STATUS_CANNOT_RUN), STATUS_CANNOT_RUN);
	assert_int_equal(status_worse(STATUS_FAIL, STATUS_INCOMPLETE), STATUS_INCOMPLETE);
	assert_int_equal(status_worse(STATUS_CANNOT_RUN, STATUS_INCOMPLETE), STATUS_CANNOT_RUN);
	assert_int_equal(status_worse(STATUS_SIGNAL + 2, STATUS_CANNOT_RUN), STATUS_SIGNAL + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pass),	    cmocka_unit_test(test_fail_and_skip),
		cmocka_unit_test(test_truncated),   cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_crlf),	    cmocka_unit_test(test_interleaved),
		cmocka_unit_test(test_no_end),	    cmocka_unit_test(test_counts_disagree),
		cmocka_unit_test(test_odd_records), cmocka_unit_test(test_worse),
		cmocka_unit_test(test_nothing_run), cmocka_unit_test(test_table),
		cmocka_unit_test(test_vcpus),	    cmocka_unit_test(test_disturbed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
