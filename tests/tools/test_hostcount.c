// SPDX-License-Identifier: GPL-2.0-only
/* A guest's lines and the kernel's histograms in, the lines of a guest with counters out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/hostcount.h"
#include "shared/memory.h"

#define HOST                                                                                       \
	"# exitscope {\"type\":\"host\",\"counters\":false,\"why_not\":\"the host counts\","       \
	"\"counts\":\"host\",\"numbering\":\"vmx\"}"
#define RESULT(expects)                                                                              \
	"# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"row\",\"verdict\":\"skip\",\"ops\":20," \
	"\"expects\":[" expects "],\"round_trip\":{\"min\":1}}"
#define LINE "ok 1 row # SKIP the host counts"
#define END  "# exitscope {\"type\":\"end\",\"verdict\":\"skip\",\"pass\":0,\"fail\":0,\"skip\":1}"

static char *all;

static bool put(void *data, const char *line, size_t length)
{
	char *more = print("%s%.*s\n", all, (int)length, line);

	(void)data;
	free(all);
	all = more;
	return true;
}

/* A row of one result whose window counts what the text says; all that came out is in `all`. */
static void run_row(const char *result, const char *window)
{
	struct hostcount counts = { .put = put };
	struct histogram before = { 0 }, after = { 0 };

	free(all);
	all = print("%s", "");
	histogram_add_text(&before, "10=5 30=7");
	histogram_add_text(&after, "10=5 30=7");
	histogram_add_text(&after, window);
	hostcount_line(&counts, HOST, strlen(HOST));
	hostcount_line(&counts, result, strlen(result));
	hostcount_line(&counts, LINE, strlen(LINE));
	hostcount_window(&counts, &before, &after);
	hostcount_line(&counts, END, strlen(END));
	hostcount_end(&counts);
	free(before.row);
	free(after.row);
}

static void assert_has(const char *text)
{
	if (!strstr(all, text))
		fail_msg("no '%s' in:\n%s", text, all);
}

static void test_exact(void **state)
{
	(void)state;
	run_row(RESULT("{\"reason\":30,\"expect\":20}"), "10=1 30=20 1=3");
	assert_has("\"counters\":true,\"counts\":\"host\"");
	assert_has(
		"\"exits\":[{\"reason\":30,\"name\":\"IO_INSTRUCTION\",\"count\":20,\"expect\":20},"
		"{\"reason\":1,\"name\":\"EXTERNAL_INTERRUPT\",\"count\":3,\"background\":true}],"
		"\"round_trip\"");
	assert_has("\nok 1 row\n");
	assert_has("\"verdict\":\"pass\",\"pass\":1,\"fail\":0,\"skip\":0");
}

static void test_one_too_many(void **state)
{
	(void)state;
	run_row(RESULT("{\"reason\":30,\"expect\":20}"), "10=1 30=21");
	assert_has(
		"# WRONG: IO_INSTRUCTION (30): expected 20 exits in 20 operations, counted 21\n");
	assert_has("\nnot ok 1 row\n");
	assert_has("\"verdict\":\"fail\",\"pass\":0,\"fail\":1,\"skip\":0");
}

static void test_unexpected(void **state)
{
	(void)state;
	run_row(RESULT("{\"reason\":30,\"expect\":20}"), "10=1 30=20 48=1");
	assert_has("# WRONG: EPT_VIOLATION (48): expected 0 exits in 20 operations, counted 1\n");
	assert_has("\nnot ok 1 row\n");
}

/* The closing CPUID is the window's, not the row's: a row of CPUIDs counts its own. */
static void test_cpuid(void **state)
{
	(void)state;
	run_row(RESULT("{\"reason\":10,\"expect\":20}"), "10=21");
	assert_has("\"name\":\"CPUID\",\"count\":20,\"expect\":20");
	assert_has("\nok 1 row\n");
	run_row(RESULT("{\"reason\":10,\"expect\":20}"), "10=20");
	assert_has("counted 19\n");
}

static void test_disturbed(void **state)
{
	(void)state;
	run_row(RESULT("{\"reason\":29,\"expect\":20,\"disturbed\":\"more\"}"), "10=1 29=22 1=2");
	assert_has("\"count\":22,\"expect\":20,\"more\":2");
	assert_has("\nok 1 row\n");
	run_row(RESULT("{\"reason\":29,\"expect\":20,\"disturbed\":\"more\"}"), "10=1 29=23 1=2");
	assert_has("\nnot ok 1 row\n");
	run_row(RESULT("{\"reason\":29,\"expect\":20,\"disturbed\":\"fewer\"}"), "10=1 29=18 52=2");
	assert_has("\nok 1 row\n");
	run_row(RESULT("{\"reason\":7,\"expect\":20,\"at_most\":true}"), "10=1 7=3");
	assert_has("\nok 1 row\n");
	run_row(RESULT("{\"reason\":7,\"expect\":20,\"at_most\":true}"), "10=1 7=21");
	assert_has("\nnot ok 1 row\n");
}

/* Exits that late operations lack disturb the row; more of them, or anything else that is wrong, fail it. */
static void test_late(void **state)
{
	static const char expected[] =
		RESULT("{\"reason\":32,\"expect\":20},{\"reason\":52,\"expect\":20,\"late\":2}");

	(void)state;
	run_row(expected, "10=1 32=20 52=20");
	assert_has("\nok 1 row\n");
	assert_has("\"verdict\":\"pass\",\"pass\":1,\"fail\":0,\"skip\":0}");
	run_row(expected, "10=1 32=20 52=18 1=9");
	assert_has("\"verdict\":\"skip\",\"ops\":20");
	assert_has("\"count\":18,\"expect\":20,\"fewer\":2");
	assert_has("\nok 1 row # SKIP disturbed: 2 deadlines passed");
	assert_has("\"pass\":0,\"fail\":0,\"skip\":1,\"disturbed\":1}");
	run_row(expected, "10=1 32=20 52=17 1=9");
	assert_has("\nnot ok 1 row\n");
	run_row(expected, "10=1 32=20 52=21 1=9");
	assert_has("\nnot ok 1 row\n");
	run_row(expected, "10=1 32=19 52=18 1=9");
	assert_has("\nnot ok 1 row\n");
	assert_has("# WRONG: PREEMPTION_TIMER (52): expected 20 exits");
}

/* A VM that dies before its window closes has no count: what the guest said stays, a SKIP. */
static void test_no_window(void **state)
{
	struct hostcount counts = { .put = put };

	(void)state;
	free(all);
	all = print("%s", "");
	hostcount_line(&counts, HOST, strlen(HOST));
	hostcount_line(&counts, RESULT(""), strlen(RESULT("")));
	hostcount_line(&counts, LINE, strlen(LINE));
	hostcount_end(&counts);
	assert_has("\"verdict\":\"skip\"");
	assert_has("\n" LINE "\n");
}

/* A guest that has counters after all, or says nothing: its lines are its own. */
static void test_not_asked(void **state)
{
	static const char host[] = "# exitscope {\"type\":\"host\",\"counters\":true}";
	struct hostcount counts = { .put = put };

	(void)state;
	free(all);
	all = print("%s", "");
	hostcount_line(&counts, host, strlen(host));
	hostcount_line(&counts, "not ok 1 row", 12);
	hostcount_line(&counts, END, strlen(END));
	assert_string_equal(
		all, "# exitscope {\"type\":\"host\",\"counters\":true}\nnot ok 1 row\n" END "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),	   cmocka_unit_test(test_one_too_many),
		cmocka_unit_test(test_unexpected), cmocka_unit_test(test_cpuid),
		cmocka_unit_test(test_disturbed),  cmocka_unit_test(test_late),
		cmocka_unit_test(test_no_window),  cmocka_unit_test(test_not_asked),
	};
	int failed = cmocka_run_group_tests_name("counts by the host", tests, NULL, NULL);

	free(all);
	return failed;
}
