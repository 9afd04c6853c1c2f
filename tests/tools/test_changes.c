// SPDX-License-Identifier: GPL-2.0-only
/* What is said of two call trees that differ: each difference by its function and number, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "calls/both.h"
#include "calls/format_text.h"
#include "shared/memory.h"

static const char *const worlds[] = { "guest", "kernel", "user" };
static struct parts parts;
static enum when side;

static struct both *call(struct both *node, const char *name, uint64_t calls, uint64_t own)
{
	node = both_child(node, name, "kvm", 1, 0);
	node->calls[side] += calls;
	node->own[side] += own;
	return node;
}

/* run -> handle -> skip, and run -> lock twice: the handler that most tests change. */
static struct both *base(enum when of, uint64_t handle)
{
	struct both *run, *handler;

	side = of;
	run = call(parts_tree(&parts, side, "cpuid", 1, "exit 1 of 1: CPUID"), "run", 0, 168);
	handler = call(run, "handle", 1, handle);
	call(handler, "skip", 1, 50);
	call(run, "lock", 2, 20);
	return handler;
}

static int start(void **state)
{
	(void)state;
	parts = (struct parts){ .worlds = worlds, .world_count = 3 };
	return 0;
}

static void expect_text(const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	parts_sum(&parts, true);
	format_changes(&parts, to);
	fclose(to);
	assert_string_equal(text, expected);
	free(text);
	parts_free(&parts);
}

#define HEAD "         own   calls  function\n"

static void nothing(void **state)
{
	(void)state;
	base(BEFORE, 77);
	base(NOW, 77);
	expect_text("1 of 1 workloads: no function differs\n");
}

static void dearer(void **state)
{
	(void)state;
	base(BEFORE, 77);
	base(NOW, 107);
	expect_text("cpuid: 345 instructions, 315 before: +30\n" HEAD
		    "         +30          handle [kvm]: called by run\n\n");
}

static void one_more_call(void **state)
{
	(void)state;
	base(BEFORE, 77);
	call(base(NOW, 77), "lock", 1, 10);
	expect_text("cpuid: 325 instructions, 315 before: +10\n" HEAD
		    "         +10      +1  lock [kvm]: called by handle (+1 call)\n\n");
}

static void new_and_gone(void **state)
{
	(void)state;
	call(base(BEFORE, 77), "old", 3, 12);
	call(base(NOW, 77), "added", 1, 23);
	expect_text("cpuid: 338 instructions, 327 before: +11\n" HEAD
		    "         +23      +1  added [kvm]: new, called by handle (+1 call)\n"
		    "         -12      -3  old [kvm]: gone, called by handle (-3 calls)\n\n");
}

static void no_longer_inlined(void **state)
{
	(void)state;
	base(BEFORE, 107);
	call(base(NOW, 78), "part", 1, 33);
	expect_text(
		"cpuid: 349 instructions, 345 before: +4\n" HEAD
		"         +33      +1  part [kvm]: no longer inlined, called by handle (+1 call); handle itself -29\n\n");
}

static void inlined_now(void **state)
{
	(void)state;
	call(base(BEFORE, 78), "part", 1, 33);
	base(NOW, 107);
	expect_text(
		"cpuid: 345 instructions, 349 before: -4\n" HEAD
		"         -33      -1  part [kvm]: inlined now, called by handle (-1 call); handle itself +29\n\n");
}

/* A caller that has changed by something else, too, is told by itself. */
static void not_moved(void **state)
{
	(void)state;
	base(BEFORE, 107);
	call(base(NOW, 100), "part", 1, 33);
	expect_text("cpuid: 371 instructions, 345 before: +26\n" HEAD
		    "         +33      +1  part [kvm]: new, called by handle (+1 call)\n"
		    "          -7          handle [kvm]: called by run\n\n");
}

static void another_exit(void **state)
{
	(void)state;
	base(BEFORE, 77);
	base(NOW, 77);
	call(parts_tree(&parts, NOW, "cpuid", 2, "exit 2 of 2: MSR"), "run", 1, 5);
	expect_text("cpuid: 320 instructions, 315 before: +5\n" HEAD
		    "          +5      +1  run [kvm]: called by what ran already (+1 call)\n"
		    "cpuid: 2 exits an operation, 1 before\n\n");
}

static void of_one_side(void **state)
{
	(void)state;
	base(BEFORE, 77);
	side = NOW;
	call(parts_tree(&parts, NOW, "hlt", 1, "exit 1 of 1: HLT"), "run", 1, 5);
	expect_text("no workload was explained on both sides\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing, start),
		cmocka_unit_test_setup(dearer, start),
		cmocka_unit_test_setup(one_more_call, start),
		cmocka_unit_test_setup(new_and_gone, start),
		cmocka_unit_test_setup(no_longer_inlined, start),
		cmocka_unit_test_setup(inlined_now, start),
		cmocka_unit_test_setup(not_moved, start),
		cmocka_unit_test_setup(another_exit, start),
		cmocka_unit_test_setup(of_one_side, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
