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

#define HEAD(emulator, version)                                                                    \
	"# exitscope {\"type\":\"run\",\"lab\":\"vmx\",\"config\":\"a\",\"place\":0"               \
	",\"emulator\":\"" emulator "\",\"version\":\"" version "\"}\n"                            \
	"KTAP version 1\n1..3\n"                                                                   \
	"# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"vmx\",\"vcpus\":1}\n"
#define RESULT(name, verdict, exits)                                                               \
	"# exitscope {\"type\":\"result\",\"n\":" name ",\"name\":\"w" name                        \
	"\",\"verdict\":\"" verdict "\",\"ops\":10,\"exits\":[" exits "]}\n"

static const char log_text[] = HEAD("bochs", "2.7")
	RESULT("1", "pass",
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

/* One more log, and its VM's life. */
static void add(struct coverage *coverage, const char *words, const char *life)
{
	FILE *file = fmemopen((char *)words, strlen(words), "r");
	char *path = file_with(life);
	struct log log = { 0 };
	struct origin origin;

	assert_true(log_read(&log, file));
	fclose(file);
	origin = coverage_log(coverage, &log, "vmx-a");
	assert_int_equal(origin.isa, ISA_VMX);
	assert_true(coverage_life(coverage, &origin, path));
	assert_true(coverage_life(coverage, &origin, "/nonexistent.life"));
	log_free(&log);
	free(origin.label);
	unlink(path);
	free(path);
}

static char *printed(struct coverage *coverage, const char *causes)
{
	char *path = file_with(causes), *text;
	size_t size;
	FILE *to;

	assert_true(causes_read(&coverage->causes, path));
	to = open_memstream(&text, &size);
	coverage_print(coverage, false, to);
	fclose(to);
	coverage_free(coverage);
	unlink(path);
	free(path);
	return text;
}

static char *table(const char *causes, const char *life)
{
	struct coverage coverage = { 0 };

	add(&coverage, log_text, life);
	return printed(&coverage, causes);
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
	has(text, "in vmx-a; KVM 6.12 has no handler for it\n");
	has(text, "   36  MWAIT_INSTRUCTION          -  no such day\n");
	assert_null(strstr(text, "rdtscp"));
	/* Counted 0, by a failure, 0 in a life. */
	has(text, "   10  CPUID                      -  no cause known\n");
	has(text, "   12  HLT                        -  no cause known\n");
	has(text, "   40  PAUSE_INSTRUCTION          -  no cause known\n");
	has(text, "\nreached 3 of 52 (vmx), 0 of 70 (svm)\n");
	free(text);
}

/* Causes of one emulator, of some releases of it, and two emulators of which one has reached a reason. */
static void test_emulators(void **state)
{
	static const char causes[] = "vmx:bochs:2.7-2.7 30 the old one\nvmx:bochs 12 it sleeps\n"
				     "vmx:bochs:2.7-3.0 36 mwait\nvmx:bochs:3.1-3.1 36 mwait\n"
				     "vmx:qemu 10 not here\nvmx 37 never\n";
	static const char newer[] = HEAD("bochs", "3.1.0")
		RESULT("1", "pass", "{\"reason\":30,\"count\":10,\"expect\":10}");
	static const char none[] = HEAD("bochs", "3.1.0");
	struct coverage coverage = { 0 };
	char *text;

	(void)state;
	add(&coverage, newer, "");
	add(&coverage, none, "");
	text = printed(&coverage, causes);
	has(text, "vmx, of 2 logs; bochs 3.1\n");
	assert_null(strstr(text, "STALE"));
	has(text, "   12  HLT                        -  it sleeps\n");
	has(text, "   10  CPUID                      -  no cause known\n");
	free(text);

	add(&coverage, log_text, "");
	add(&coverage, none, "");
	text = printed(&coverage, causes);
	has(text, "in vmx-a; STALE in tools/lab/unreached\n");
	free(text);

	add(&coverage, HEAD("bochs", "2.7"), "");
	add(&coverage, HEAD("bochs", "2.8"), "");
	add(&coverage, newer, "");
	text = printed(&coverage, "vmx:bochs:2.7-2.8 12 it sleeps\nvmx:bochs:2.7-2.8 36 mwait\n"
				  "vmx:bochs:3.1-3.1 36 mwait\n");
	has(text, "   12  HLT                        -  bochs 2.7, bochs 2.8: it sleeps; "
		  "bochs 3.1: no cause known\n");
	has(text, "   36  MWAIT_INSTRUCTION          -  mwait\n");
	free(text);
}

static void test_bad_causes(void **state)
{
	static const char *const bad[] = {
		"arm 1 x\n",
		"vmx\n",
		"vmx 1\n",
		"vmx x y\n",
		"vmx 1z y\n",
		"vmx:bochs:3 1 y\n",
		"vmx:bochs:x-y 1 y\n",
		"vmx:bochs: 1 y\n",
		"vmx:bochs:3.1-2.7 1 y\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct causes causes = { 0 };
		char *path = file_with(bad[i]);

		assert_false(causes_read(&causes, path));
		causes_free(&causes);
		unlink(path);
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_emulators),
		cmocka_unit_test(test_bad_causes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
