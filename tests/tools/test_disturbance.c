// SPDX-License-Identifier: GPL-2.0-only
/* Rows that the guest calls disturbed: with the host's word for it, without, and hosts that did nothing. */
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
#include "run/disturbance.h"

static const char log_text[] =
	"KTAP version 1\n1..3\n"
	"# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"svm\",\"flags\":1,\"vcpus\":1}\n"
	"# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"nop\",\"verdict\":\"skip\",\"disturbed\":3,"
	"\"ops\":10,\"exits\":[{\"reason\":1024,\"name\":\"npf\",\"count\":3,\"expect\":0,\"more\":3}]}\n"
	"ok 1 nop # SKIP disturbed: 3 exits more or fewer\n"
	"# exitscope {\"type\":\"result\",\"n\":2,\"name\":\"io\",\"verdict\":\"pass\",\"ops\":10,\"exits\":[]}\n"
	"ok 2 io\n"
	"# exitscope {\"type\":\"result\",\"n\":3,\"name\":\"nmi\",\"verdict\":\"skip\",\"disturbed\":2,"
	"\"ops\":10,\"exits\":[{\"reason\":116,\"name\":\"iret\",\"count\":12,\"expect\":10,\"more\":2}]}\n"
	"ok 3 nmi # SKIP disturbed: 2 exits more or fewer\n";

/* Of three deadlines that had passed the host came between at two. */
static const char late_text[] =
	"KTAP version 1\n1..1\n"
	"# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"vmx\",\"flags\":1,\"vcpus\":1}\n"
	"# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"timer\",\"verdict\":\"skip\",\"disturbed\":4,"
	"\"ops\":10,\"exits\":[{\"reason\":52,\"name\":\"PREEMPTION_TIMER\",\"count\":7,\"expect\":10,"
	"\"fewer\":3},{\"reason\":48,\"name\":\"EPT_VIOLATION\",\"count\":1,\"expect\":0,\"more\":1},"
	"{\"reason\":1,\"name\":\"EXTERNAL_INTERRUPT\",\"count\":1,\"background\":true}]}\n"
	"ok 1 timer # SKIP disturbed: 4 exits more or fewer\n";

struct frame {
	const char *channel, *text;
};

static void expect_of(const char *log_text, const struct frame *frames, enum status status,
		      const char *text)
{
	FILE *file = fmemopen((char *)log_text, strlen(log_text), "r"), *to;
	struct disturbance disturbance = { 0 };
	struct log log = { 0 };
	char *said, *why;
	size_t size;

	assert_true(log_read(&log, file));
	fclose(file);
	for (; frames->channel; frames++)
		assert_true(disturbance_frame(&disturbance, frames->channel, frames->text));
	to = open_memstream(&said, &size);
	assert_int_equal(disturbance_check(&disturbance, 1, &log, to, &why), status);
	assert_int_equal(why != NULL, status == STATUS_INCOMPLETE);
	fprintf(to, "%s\n", why ? why : "");
	fclose(to);
	if (!strstr(said, text))
		fail_msg("'%s' is not in '%s'", text, said);
	free(why);
	free(said);
	disturbance_free(&disturbance);
	log_free(&log);
}

static void expect(const struct frame *frames, enum status status, const char *text)
{
	expect_of(log_text, frames, status, text);
}

static void test_taken(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 1 1" },
			{ "taken", "6 1 1" },
			{ "taken", "6 3 2" },
			{ "disturber", "375 ksm: pages merged" },
			{ 0 },
		},
		STATUS_PASS, "during 1 of 3 workloads; 2 workloads are disturbed\n");
}

/* What was taken before or after the row does not excuse it, nor do writes of registers. */
static void test_not_taken(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "5 0 0" },
			{ "taken", "9 0 0" },
			{ "taken", "9 2 2" },
			{ "disturber", "375 ksm: pages merged" },
			{ 0 },
		},
		STATUS_FAIL,
		"nop: 3 exits more or fewer, but the host has taken no page meanwhile\n");
}

/* One write, two exits: pages do not excuse the other. */
static void test_not_written(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 1 1" },
			{ "taken", "6 1 1" },
			{ "taken", "9 2 2" },
			{ "disturber", "375 ksm: pages merged" },
			{ 0 },
		},
		STATUS_FAIL,
		"nmi: 2 exits more or fewer, but the VMM has written registers less often\n");
}

/* A write that has begun before the row may end in it. */
static void test_write_goes_on(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 0 0" },
			{ "taken", "6 1 0" },
			{ "taken", "6 2 2" },
			{ "disturber", "375 ksm: pages merged" },
			{ 0 },
		},
		STATUS_PASS, "2 workloads are disturbed\n");
}

/* A write of registers is the third. */
static void test_late(void **state)
{
	(void)state;
	expect_of(late_text,
		  (struct frame[]){
			  { "taken", "5 0 0" },
			  { "taken", "6 1 1" },
			  { "disturber", "375 ksm: pages merged" },
			  { 0 },
		  },
		  STATUS_PASS, "during 1 of 1 workloads; 1 workloads are disturbed\n");
}

static void test_too_late(void **state)
{
	(void)state;
	expect_of(late_text,
		  (struct frame[]){
			  { "taken", "5 0 0" },
			  { "taken", "6 0 0" },
			  { "disturber", "375 ksm: pages merged" },
			  { 0 },
		  },
		  STATUS_FAIL,
		  "timer: 4 exits more or fewer, but the host has come between less often\n");
}

static void test_told(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 1 1" },
			{ "taken", "6 1 1" },
			{ "taken", "6 3 2" },
			{ "disturber", "375 ksm: pages merged" },
			{ 0 },
		},
		STATUS_PASS, "are disturbed\ndisturbers: 375 ksm: pages merged\n");
}

static void test_idle(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 0 0" },
			{ "taken", "7 0 0" },
			{ "taken", "7 2 2" },
			{ "disturber", "0 ksm: pages merged" },
			{ 0 },
		},
		STATUS_INCOMPLETE,
		"\nnothing was disturbed by ksm: give it longer (--append ops=N)\n");
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 0 0" },
			{ "taken", "7 0 0" },
			{ "taken", "7 2 2" },
			{ "disturber", "0 ksm: pages merged" },
			{ 0 },
		},
		STATUS_INCOMPLETE, "one has done nothing: 0 ksm: pages merged\n");
}

static void test_missing(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 0 0" },
			{ "disturber", "375 ksm: pages merged" },
			{ 0 },
		},
		STATUS_INCOMPLETE, "2 handshakes, 3 workloads\n");
}

static void test_none_told(void **state)
{
	(void)state;
	expect(
		(struct frame[]){
			{ "taken", "5 0 0" },
			{ "taken", "6 0 0" },
			{ "taken", "6 0 0" },
			{ "taken", "6 2 2" },
			{ 0 },
		},
		STATUS_INCOMPLETE, "disturbers: 0 of 1");
}

static void test_other_frames(void **state)
{
	struct disturbance disturbance = { 0 };

	(void)state;
	assert_false(disturbance_frame(&disturbance, "window", "10=1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),	    cmocka_unit_test(test_not_taken),
		cmocka_unit_test(test_not_written), cmocka_unit_test(test_write_goes_on),
		cmocka_unit_test(test_idle),	    cmocka_unit_test(test_missing),
		cmocka_unit_test(test_none_told),   cmocka_unit_test(test_other_frames),
		cmocka_unit_test(test_told),	    cmocka_unit_test(test_late),
		cmocka_unit_test(test_too_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
