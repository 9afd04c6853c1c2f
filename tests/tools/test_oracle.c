// SPDX-License-Identifier: GPL-2.0-only
/* The oracle: counts that agree, that differ, that are missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"
#include "log/log.h"
#include "log/parse.h"
#include "run/oracle.h"

static const char log_text[] =
	"KTAP version 1\n1..1\n"
	"# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"vmx\",\"vcpus\":1}\n"
	"# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"io\",\"verdict\":\"pass\",\"ops\":10,"
	"\"exits\":[{\"reason\":30,\"name\":\"IO\",\"count\":10,\"expect\":10},"
	"{\"reason\":1,\"name\":\"INTR\",\"count\":2,\"background\":true}]}\n"
	"ok 1 io\n";

struct frame {
	const char *channel, *text;
};

/* The check's status, and what it says in *said, to be freed. */
static enum status check(const struct frame *frames, char **said)
{
	FILE *file = fmemopen((char *)log_text, sizeof(log_text) - 1, "r"), *to;
	struct oracle oracle = { 0 };
	struct log log = { 0 };
	enum status status;
	size_t size;

	assert_true(log_read(&log, file));
	fclose(file);
	for (; frames->channel; frames++)
		assert_true(oracle_frame(&oracle, frames->channel, frames->text));
	to = open_memstream(said, &size);
	status = oracle_check(&oracle, &log, to);
	fclose(to);
	oracle_free(&oracle);
	log_free(&log);
	return status;
}

static void expect(const struct frame *frames, enum status status, const char *text)
{
	char *said;

	assert_int_equal(check(frames, &said), status);
	if (!strstr(said, text))
		fail_msg("'%s' is not in '%s'", text, said);
	free(said);
}

static void test_agrees(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "window", "" },
			{ "window", "30=10 10=1 1=2" },
			{ "life", "30=50 10=7" },
			{ "vcpu", "30=20 10=7" },
			{ "vcpu", "30=30" },
			{ 0 },
		},
		STATUS_PASS, " 2 vCPUs) compared with the kernel's histogram: 0 differ\n");
}

/* The histogram's are running totals. */
static void test_totals(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "window", "30=5 12=3" },
			{ "window", "30=15 10=1 1=2 12=3" },
			{ "life", "30=50" },
			{ "vcpu", "30=50" },
			{ 0 },
		},
		STATUS_PASS, ": 0 differ");
}

static void test_differs(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "window", "" },
			{ "window", "30=11 10=1 1=2" },
			{ "life", "30=50" },
			{ "vcpu", "30=50" },
			{ 0 },
		},
		STATUS_FAIL,
		"oracle: io: reason 30 (IO): guest (with the closing CPUID) 10, kernel 11\n");
	expect(
		(struct frame[]){
			{ "window", "" },
			{ "window", "30=10 10=1 1=2 48=1" },
			{ "life", "30=50" },
			{ "vcpu", "30=50" },
			{ 0 },
		},
		STATUS_FAIL,
		"reason 48 (not in the log): guest (with the closing CPUID) 0, kernel 1\n");
	expect(
		(struct frame[]){
			{ "window", "" },
			{ "window", "30=10 10=1 1=2" },
			{ "life", "30=50 12=1" },
			{ "vcpu", "30=50" },
			{ 0 },
		},
		STATUS_FAIL,
		"oracle: whole life: reason 12 (not in the log): debugfs 0, kernel 1\n");
}

/* An interrupt of the host is compared as exactly as anything else. */
static void test_background(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "window", "" },
			{ "window", "30=10 10=1 1=1" },
			{ "life", "30=50" },
			{ "vcpu", "30=50" },
			{ 0 },
		},
		STATUS_FAIL, "reason 1 (INTR): guest (with the closing CPUID) 2, kernel 1\n");
}

/* A VM that is to die of a triple fault: of that, once, and with every exit accounted for. */
static void dies(const char *text, const char *life, const char *vcpu, enum status status,
		 const char *words)
{
	FILE *file = fmemopen((char *)text, strlen(text), "r"), *to = fopen("/dev/null", "w");
	struct oracle oracle = { 0 };
	struct log log = { 0 };
	char *why;

	assert_true(log_read(&log, file));
	fclose(file);
	if (life)
		oracle_frame(&oracle, "life", life);
	oracle_frame(&oracle, "vcpu", vcpu);
	assert_int_equal(oracle_death(&oracle, &log, to, &why), status);
	if (!strstr(why, words))
		fail_msg("'%s' is not in '%s'", words, why);
	free(why);
	fclose(to);
	oracle_free(&oracle);
	log_free(&log);
}

static void test_death(void **state)
{
	static const char end[] = "KTAP version 1\n# exitscope {\"type\":\"end\","
				  "\"verdict\":\"pass\",\"pass\":0,\"fail\":0,\"skip\":0}\n";

	(void)state;
	dies(log_text, "2=1 30=9", "2=1 30=9", STATUS_PASS, "by 1 exit of reason 2;");
	dies(log_text, "2=1 30=9", "2=1 30=8", STATUS_FAIL, "1 differ");
	dies(log_text, "30=9", "30=9", STATUS_FAIL, "by 0 exit");
	dies(end, "2=1", "2=1", STATUS_FAIL, "outlived");
	dies(log_text, NULL, "2=1", STATUS_INCOMPLETE, "no histogram of its life");
	dies("", "2=1", "2=1", STATUS_INCOMPLETE, "it has not begun");
}

static void test_missing(void **state)
{
	struct oracle oracle = { 0 };

	(void)state;
	expect((struct frame[]){ { "window", "" }, { 0 } }, STATUS_INCOMPLETE,
	       "not a window for each");
	expect((struct frame[]){ { "window", "" }, { "window", "" }, { 0 } }, STATUS_INCOMPLETE,
	       "no histogram of the VM's life");
	expect((struct frame[]){ { "window", "" }, { "window", "" }, { "life", "1=1" }, { 0 } },
	       STATUS_INCOMPLETE, "no exit counters in debugfs");
	assert_false(oracle_frame(&oracle, "guest", "30=1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees),	cmocka_unit_test(test_totals),
		cmocka_unit_test(test_differs), cmocka_unit_test(test_background),
		cmocka_unit_test(test_missing), cmocka_unit_test(test_death),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
