// SPDX-License-Identifier: GPL-2.0-only
/* The language of expectations, and what comes of a log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/glob.h"
#include "check/expect.h"
#include "check/judge.h"
#include "log/log.h"
#include "log/parse.h"
#include "shared/memory.h"

#define HEAD(numbering, flags)                                                                              \
	"KTAP version 1\n1..4\n# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"" numbering \
	"\",\"flags\":" #flags ",\"vcpus\":2,\"apic\":\"x2apic\"}\n"
#define ROWS                                                                                       \
	"# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"nop\",\"verdict\":\"pass\","          \
	"\"ops\":1000,\"exits\":[],\"round_trip\":{\"min\":0,\"median\":0,\"p99\":0,\"max\":0,"    \
	"\"mean\":0}}\nok 1 nop\n"                                                                 \
	"# exitscope {\"type\":\"result\",\"n\":2,\"name\":\"hlt\",\"verdict\":\"pass\","          \
	"\"ops\":1000,\"exits\":[{\"reason\":12,\"name\":\"HLT\",\"count\":1000,\"handled\":"      \
	"250000,\"away\":500500},{\"reason\":7,\"name\":\"INTERRUPT_WINDOW\",\"count\":2001,"      \
	"\"handled\":1,\"away\":1},{\"reason\":1,\"name\":\"EXTERNAL_INTERRUPT\",\"count\":5,"     \
	"\"background\":true}],\"round_trip\":{\"min\":900,\"median\":1000,\"p99\":1100,"          \
	"\"max\":5000,\"mean\":1001.5,\"steady\":false}}\nok 2 hlt\n"                              \
	"# exitscope {\"type\":\"result\",\"n\":3,\"name\":\"mwait\",\"verdict\":\"skip\","        \
	"\"why\":\"no MWAIT\"}\nok 3 mwait # SKIP no MWAIT\n"                                      \
	"not ok 4 abi.live\n"

static const char vmx[] = HEAD("vmx", 3) ROWS;

/* The same host, with a row that waits for a point in time. */
static const char waiting[] = HEAD("vmx", 3) ROWS
	"# exitscope {\"type\":\"result\",\"n\":5,\"name\":\"timer\",\"verdict\":\"pass\",\"ops\":10,"
	"\"exits\":[{\"reason\":32,\"name\":\"MSR_WRITE\",\"count\":10,\"handled\":50,\"away\":90}],"
	"\"round_trip\":{\"min\":9,\"median\":9,\"p99\":9,\"max\":9,\"mean\":9,\"steady\":true,"
	"\"waits\":true}}\nok 5 timer\n";

/* What was traced of hlt, if anything: its exit's handler, which calls another twice, and QEMU. */
static struct parts *traced;

static void trace(struct parts *parts)
{
	static const char *const worlds[] = { "guest", "kernel", "user" };
	struct both *handler, *node;

	*parts = (struct parts){ .worlds = worlds, .world_count = 3 };
	handler = both_child(parts_tree(parts, NOW, "hlt", 1, "exit 1 of 1: HLT"), "handler", "kvm",
			     1, 0);
	handler->own[NOW] = 77;
	handler->calls[NOW] = 1;
	node = both_child(handler, "called", "kvm", 1, 0);
	node->own[NOW] = 10;
	node->calls[NOW] = 2;
	node = both_child(parts_tree(parts, NOW, "hlt", 0, "guest"), "called", "kvm", 1, 0);
	node->own[NOW] = 5;
	node->calls[NOW] = 1;
	both_child(handler, "+0x12", "libc.so.6", 2, 0)->own[NOW] = 7;
	parts_sum(parts, false);
	traced = parts;
}

/* The judgement of one line, and what it says. */
static struct judgement judged(const char *text, const char *line, char **says)
{
	struct judgement judgement = { 0 };
	struct expects expects = { .path = print("e") };
	FILE *file = fmemopen((char *)text, strlen(text), "r"), *to;
	struct log log = { 0 };
	size_t size;

	assert_true(log_read(&log, file));
	fclose(file);
	for (unsigned int number = 1; *line; number++) {
		char *one = print("%.*s", (int)strcspn(line, "\n"), line);

		expects_line(&expects, number, one, false);
		line += strlen(one) + (line[strlen(one)] == '\n');
		free(one);
	}
	assert_int_equal(expects.errors, 0);
	to = open_memstream(says, &size);
	judge(&expects, &log, traced, "l", &judgement, to);
	fclose(to);
	expects_free(&expects);
	log_free(&log);
	return judgement;
}

#define FAILS "\nabi.live fail"

static void holds(const char *line)
{
	char *both = print("%s" FAILS, line), *says;
	struct judgement judgement = judged(vmx, both, &says);

	if (judgement.violated || judgement.held < 2)
		fail_msg("'%s' does not hold: %s", line, says);
	free(says);
	free(both);
}

static void violates(const char *line, const char *words)
{
	char *both = print("%s" FAILS, line), *says;
	struct judgement judgement = judged(vmx, both, &says);

	if (judgement.violated != 1 || strcmp(says, words))
		fail_msg("'%s': %u violations; says '%s', not '%s'", line, judgement.violated, says,
			 words);
	free(says);
	free(both);
}

static void test_holds(void **state)
{
	static const char *const lines[] = {
		"hlt exits HLT = 1",
		"hlt exits hlt == 1 per op # the case is of no matter",
		"hlt exits 12 = 1000 in total",
		"hlt exits 0x0c 1..1",
		"hlt exits INTERRUPT_WINDOW = 2.001 per op",
		"hlt exits INTERRUPT_WINDOW > 2",
		"hlt exits INTERRUPT_WINDOW < 2.0011",
		"hlt exits any = 3001 in total",
		"hlt exits other = 3001 in total",
		"hlt exits other = 1 per op\nhlt exits INTERRUPT_WINDOW >= 2",
		"hlt exits other = 0\nh* exits HLT = 1\n*t exits 7 >= 2",
		"hlt exits EXTERNAL_INTERRUPT <= 5 in total",
		"hlt exits INVD = 0",
		"nop exits any = 0",
		"nop round-trip max = 0",
		"hlt round-trip median 999..1001",
		"hlt round-trip mean = 1001.5",
		"hlt handled HLT = 250",
		"hlt away HLT = 500.5 per exit",
		"hlt away HLT = 500.5 per op",
		"hlt away HLT = 500500 in total",
		"hlt transition 500..501",
		"hlt ops >= 1000",
		"nop steady",
		"mwait skip",
		"nop pass",
		"n?p pass",
		"when vmx: hlt pass",
		"when vmx, tdp, unrestricted_guest, not apicv, vcpus = 2, x2apic: hlt pass",
		"when vmx, not ipi_virtualization, not idle_hlt, not guest_debug: hlt pass",
		"when vcpus 2..4, counters, not svm : hlt pass",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		holds(lines[i]);
}

static void test_violations(void **state)
{
	(void)state;
	violates("# a remark\n\nhlt exits HLT = 2",
		 "e:3: l:6: hlt: expected exits HLT = 2, found 1 per op\n");
	violates("hlt exits 7 <= 2",
		 "e:1: l:6: hlt: expected exits 7 <= 2, found 2.001 per op (2001 in 1000)\n");
	violates("hlt exits HLT < 1", "e:1: l:6: hlt: expected exits HLT < 1, found 1 per op\n");
	violates("hlt exits HLT > 1", "e:1: l:6: hlt: expected exits HLT > 1, found 1 per op\n");
	violates("nop exits any >= 1 in total",
		 "e:1: l:4: nop: expected exits any >= 1 in total, found 0 in total\n");
	violates("hlt round-trip p99 < 1100",
		 "e:1: l:6: hlt: expected round-trip p99 < 1100, found 1100\n");
	violates("hlt handled INVD < 9",
		 "e:1: l:6: hlt: expected handled INVD < 9, found no such exit\n");
	violates("hlt steady", "e:1: l:6: hlt: expected steady, found unsteady\n");
	violates("nop fail", "e:1: l:4: nop: expected fail, found pass\n");
	/* What matches nothing asserts nothing, and is told. */
	violates("hltt exits HLT = 1",
		 "e:1: l: hltt: expected exits HLT = 1, found no workload of that name\n");
	violates("mwait exits any = 0",
		 "e:1: l:8: mwait: expected exits any = 0, found no such figure: no MWAIT\n");
	violates(
		"hlt exits vintr = 0",
		"e:1: l: hlt: expected exits vintr = 0, found a host whose vmx numbering has no such "
		"reason (say `when`)\n");
}

static void test_not_asserted(void **state)
{
	struct judgement judgement;
	char *says;

	(void)state;
	judgement = judged(vmx, "when svm: hlt exits hlt = 7" FAILS, &says);
	assert_int_equal(judgement.violated, 0);
	assert_int_equal(judgement.not_here, 1);
	free(says);
	judgement = judged(vmx, "optional memory.pml exits any = 7" FAILS, &says);
	assert_int_equal(judgement.violated, 0);
	assert_int_equal(judgement.unmatched_optional, 1);
	free(says);
	/* Optional is what need not be there; what is there must hold. */
	judgement = judged(vmx, "optional hlt exits any = 7" FAILS, &says);
	assert_int_equal(judgement.violated, 1);
	free(says);
	/* A failure that no line expects. */
	judgement = judged(vmx, "nop pass", &says);
	assert_int_equal(judgement.violated, 1);
	assert_non_null(strstr(says, "l:10: abi.live: expected pass, found fail"));
	free(says);
	judgement =
		judged("KTAP version 1\n1..1\n# exitscope {\"type\":\"result\",\"n\":1,\"name\":"
		       "\"a\",\"verdict\":\"skip\",\"ops\":9,\"exits\":[]}\n"
		       "ok 1 a # SKIP no exit counters\n",
		       "a exits any = 0", &says);
	assert_int_equal(judgement.violated, 0);
	assert_int_equal(judgement.held, 0);
	assert_int_equal(judgement.uncounted, 1);
	free(says);
}

/* Its round trip is no cost; what KVM takes for its exits is. */
static void test_waits(void **state)
{
	static const char *const costs[] = { "timer round-trip median < 5", "timer transition < 1",
					     "t* steady" };
	struct judgement judgement;
	char *says;

	(void)state;
	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
		char *line = print("%s" FAILS, costs[i]);

		judgement = judged(waiting, line, &says);
		assert_int_equal(judgement.violated, 0);
		assert_int_equal(judgement.held, 1);
		assert_int_equal(judgement.waits, 1);
		free(says);
		free(line);
	}
	judgement = judged(waiting, "* round-trip max < 6000" FAILS, &says);
	assert_int_equal(judgement.violated, 0);
	assert_int_equal(judgement.held, 3);
	assert_int_equal(judgement.waits, 0);
	free(says);
	judgement = judged(waiting, "timer exits any = 2\ntimer handled any < 5" FAILS, &says);
	assert_int_equal(judgement.violated, 2);
	free(says);
}

static void test_wrong_lines(void **state)
{
	static const char *const lines[] = {
		"hlt instructions <= 3",
		"hlt instructions f",
		"hlt calls = 1",
		"hlt never exits",
		"hlt never enters",
		"hlt never enters qemu = 1",
		"hlt",
		"hlt exits",
		"hlt exits HLT",
		"hlt exits HLT =",
		"hlt exits HLT = x",
		"hlt exits HLT = 1.",
		"hlt exits HLT = 1.2.3",
		"hlt exits HLT = -1",
		"hlt exits HLT = 1234567890123456789",
		"hlt exits HLT = 1 per",
		"hlt exits HLT = 1 per exit",
		"hlt exits HLT = 1 in all",
		"hlt exits HLT = 1 per op per op",
		"hlt exits HALT = 1",
		"hlt exits 65536 = 1",
		"hlt exits 0x = 1",
		"hlt exits HLT => 1",
		"hlt exits HLT ..2",
		"hlt exits HLT 1..",
		"hlt round-trip average < 1",
		"hlt cycles < 1",
		"hlt pass fail",
		"h/lt pass",
		"when vmx hlt pass",
		"when : hlt pass",
		"when ept: hlt pass",
		"when vcpus: hlt pass",
		"when vmx,: hlt pass",
		"optional",
		"= 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct expects expects = { .path = print("e") };

		expects_line(&expects, 1, lines[i], true);
		if (expects.errors != 1)
			fail_msg("'%s' is taken", lines[i]);
		expects_free(&expects);
	}
}

static void test_functions(void **state)
{
	struct judgement judgement;
	struct parts parts;
	char *says;

	(void)state;
	judgement =
		judged(vmx, "hlt instructions handler = 77\nhlt never enters qemu" FAILS, &says);
	assert_int_equal(judgement.untraced, 2);
	assert_int_equal(judgement.violated, 0);
	assert_string_equal(says, "");
	free(says);
	trace(&parts);
	holds("hlt instructions handler <= 77");
	holds("hlt instructions called = 15");
	holds("hlt calls called = 3");
	holds("hlt calls elsewhere = 0");
	holds("hlt never enters elsewhere");
	holds("hlt never enters vhost");
	violates("hlt instructions handler < 77",
		 "e:1: l:6: hlt: expected instructions handler < 77, found 77\n");
	violates("hlt calls called = 1", "e:1: l:6: hlt: expected calls called = 1, found 3\n");
	violates(
		"hlt never enters qemu",
		"e:1: l:6: hlt: expected never enters qemu, found 7 instructions there, the first in +0x12 [libc.so.6]\n");
	violates(
		"hlt never enters kvm",
		"e:1: l:6: hlt: expected never enters kvm, found 92 instructions there, the first in handler [kvm]\n");
	violates(
		"hlt never enters called",
		"e:1: l:6: hlt: expected never enters called, found 15 instructions there, the first in called [kvm]\n");
	violates(
		"nop instructions handler = 0",
		"e:1: l:4: nop: expected instructions handler = 0, found no such figure: nothing of the row was traced\n");
	parts_free(&parts);
	traced = NULL;
}

static void test_glob(void **state)
{
	(void)state;
	assert_true(glob_match("*", ""));
	assert_true(glob_match("io.*8", "io.in8"));
	assert_true(glob_match("*a*a*a*", "banana"));
	assert_true(glob_match("cr?.wp", "cr0.wp"));
	assert_false(glob_match("cr?.wp", "cr.wp"));
	assert_false(glob_match("io", "io.in8"));
	assert_false(glob_match("*b", "banana"));
	/* Hopeless, and told soon. */
	assert_false(
		glob_match("*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),	     cmocka_unit_test(test_violations),
		cmocka_unit_test(test_not_asserted), cmocka_unit_test(test_wrong_lines),
		cmocka_unit_test(test_waits),	     cmocka_unit_test(test_functions),
		cmocka_unit_test(test_glob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
