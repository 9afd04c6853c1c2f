// SPDX-License-Identifier: GPL-2.0-only
/* Coverage: what counts as reached, what does not, and what the table says of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "coverage/coverage.h"
#include "coverage/coverage_table.h"
#include "log/log.h"
#include "log/parse.h"
#include "shared/memory.h"

#define RESULT(name, verdict, exits)                                                               \
	"# exitscope {\"type\":\"result\",\"n\":" name ",\"name\":\"w" name                        \
	"\",\"verdict\":\"" verdict "\",\"ops\":10,\"exits\":[" exits "]}\n"

static const char log_text[] =
	"KTAP version 1\n1..3\n"
	"# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"vmx\",\"vcpus\":1}\n" RESULT(
		"1", "pass",
		"{\"reason\":30,\"count\":10,\"expect\":10},"
		"{\"reason\":1,\"count\":2,\"background\":true},"
		"{\"reason\":10,\"count\":0,\"expect\":0},"
		"{\"reason\":3,\"count\":1,\"expect\":1}")
		RESULT("2", "fail", "{\"reason\":12,\"count\":9,\"expect\":10}");

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

static char *table(const char *causes, const char *life)
{
	FILE *file = fmemopen((char *)log_text, sizeof(log_text) - 1, "r"), *to;
	char *causes_path = file_with(causes), *life_path = file_with(life), *text;
	struct coverage coverage = { 0 };
	struct log log = { 0 };
	size_t size;

	assert_true(log_read(&log, file));
	fclose(file);
	assert_int_equal(coverage_log(&coverage, &log, "vmx-a"), ISA_VMX);
	assert_true(coverage_life(&coverage, ISA_VMX, life_path, "vmx-a"));
	assert_true(coverage_life(&coverage, ISA_VMX, "/nonexistent.life", "vmx-b"));
	assert_true(coverage_causes(&coverage, causes_path));
	to = open_memstream(&text, &size);
	coverage_print(&coverage, false, to);
	fclose(to);
	coverage_free(&coverage);
	log_free(&log);
	unlink(causes_path);
	unlink(life_path);
	free(causes_path);
	free(life_path);
	return text;
}

static void has(const char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("'%s' is not in '%s'", line, text);
}

static void test_table(void **state)
{
	char *text = table("# why\n\nvmx 36 no such day\nvmx 30 never\nsvm 0x87 no intercept\n",
			   "2 1\n30 50\n40 0\n");

	(void)state;
	has(text, "   30  IO_INSTRUCTION             w1 ");
	has(text, "in vmx-a; STALE in tools/lab/unreached\n");
	has(text, "    1  EXTERNAL_INTERRUPT         (the host's own exits) ");
	has(text, "    2  TRIPLE_FAULT               (the VM's life) ");
	has(text, "    3  INIT_SIGNAL                w1 ");
	has(text, "in vmx-a; KVM has no handler for it\n");
	has(text, "   36  MWAIT_INSTRUCTION          -  no such day\n");
	assert_null(strstr(text, "rdtscp"));
	/* Counted 0, by a failure, 0 in a life. */
	has(text, "   10  CPUID                      -  no cause known\n");
	has(text, "   12  HLT                        -  no cause known\n");
	has(text, "   40  PAUSE_INSTRUCTION          -  no cause known\n");
	has(text, "\nreached 3 of 52 (vmx), 0 of 70 (svm)\n");
	free(text);
}

static void test_bad_causes(void **state)
{
	static const char *const bad[] = { "arm 1 x\n", "vmx\n", "vmx 1\n", "vmx x y\n",
					   "vmx 1z y\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct coverage coverage = { 0 };
		char *path = file_with(bad[i]);

		assert_false(coverage_causes(&coverage, path));
		coverage_free(&coverage);
		unlink(path);
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_bad_causes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
