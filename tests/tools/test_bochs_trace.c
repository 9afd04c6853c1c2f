// SPDX-License-Identifier: GPL-2.0-only
/* What Bochs's debugger prints, with what L1 says in its midst: the trace that it becomes, and L1's lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lab/bochs_trace.h"
#include "shared/bochs_tracer.h"
#include "shared/memory.h"
#include "walk/trace.h"

struct fed {
	struct bochs_trace trace;
	struct blob commands;
	int fd;
	char *said; /* L1's lines, each with its end */
	const char *why;
};

static void begin(struct fed *fed)
{
	*fed = (struct fed){ .fd = memfd_create("trace", 0), .said = print("%s", "") };
	assert_true(bochs_trace_open(&fed->trace, fed->fd, &fed->commands));
}

static void feed(struct fed *fed, const char *line)
{
	size_t length = strlen(line);
	const char *why;
	char *more;

	/* All else is the emulator's own talk. */
	if (bochs_trace_line(&fed->trace, &line, &length, &why) && *line == '@') {
		more = print("%s%.*s\n", fed->said, (int)length, line);
		free(fed->said);
		fed->said = more;
	}
	if (why)
		fed->why = why;
}

/* `address stack` of each run's first and last instruction, or `mark`. */
static char *traced(struct fed *fed)
{
	struct trace_event event;
	struct trace trace;
	struct stat status;
	char *text = print("%s", "");
	void *data;

	bochs_trace_close(&fed->trace);
	fstat(fed->fd, &status);
	data = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, fed->fd, 0);
	assert_true(data != MAP_FAILED);
	assert_true(trace_open(&trace, data, status.st_size));
	while (trace_next(&trace, &event)) {
		const struct trace_run *run = &trace.run[event.run];
		char *more =
			event.item == TRACE_MARK
				? print("%smark\n", text)
				: print("%s%llx-%llx %llx\n", text,
					(unsigned long long)run->step[0].address,
					(unsigned long long)run->step[run->steps - 1].address,
					event.stack_known ? (unsigned long long)event.stack : 0);

		free(text);
		text = more;
	}
	assert_null(trace.damage);
	trace_close(&trace);
	munmap(data, status.st_size);
	return text;
}

static void expect(struct fed *fed, const char *trace, const char *said)
{
	char *text = traced(fed);

	assert_string_equal(text, trace);
	assert_string_equal(fed->said, said);
	free(text);
	free(fed->said);
	blob_close(&fed->commands);
	close(fed->fd);
}

static void window(void **state)
{
	struct fed fed;

	(void)state;
	begin(&fed);
	feed(&fed, "@guest KTAP version 1");
	feed(&fed, "(0) Magic breakpoint");
	feed(&fed, "Next at t=123");
	feed(&fed,
	     "(0) [0x000000106900] 0008:0000000000106900 (unk. ctxt): nop                       ; 90");
	feed(&fed, "<bochs:1> <bochs:2> Tracing enabled for CPU0");
	feed(&fed,
	     "(0).[5] [0x000000106900] 0008:0000000000106900 (unk. ctxt): nop                       ; 90");
	feed(&fed,
	     "(0).[6] [0x000000106901] 0008:0000000000106901 (unk. ctxt): call .+5 (0x0000000000106906) ; e800000000");
	feed(&fed,
	     "[CPU0 WR]: LIN 0x000000000010fff8 PHY 0x00010fff8 (len=8, WB): 0x00000000 0x00106906");
	feed(&fed,
	     "[CPU0 WR]: LIN 0x000000000010ff00 PHY 0x00010ff00 (len=8, WB): 0x00000000 0x00000000");
	feed(&fed,
	     "(0).[7] [0x000000106906] 0008:0000000000106906 (unk. ctxt): ret                       ; c3");
	feed(&fed,
	     "[CPU0 RD]: LIN 0x000000000010fff8 PHY 0x00010fff8 (len=8, WB): 0x00000000 0x00106906");
	feed(&fed,
	     "(0).[8] [0x000000106906] 0008:0000000000106906 (unk. ctxt): xchg bx, bx               ; 6687db");
	feed(&fed, "(0) Magic breakpoint");
	feed(&fed, "<bochs:4> @guest ok 1 cpuid");
	assert_null(fed.why);
	expect(&fed, "mark\n106900-106901 10fff8\n106906-106906 10fff8\nmark\n",
	       "@guest KTAP version 1\n@guest ok 1 cpuid\n");
}

/* The agent says something by OUTS, whose bytes come between its own instructions. */
static void frames(void **state)
{
	static const char outs[] =
		"(0).[8] [0x000000106901] 0008:ffffffff81000001 (unk. ctxt): rep outsb dx, [rsi] ; f36e";
	struct fed fed;
	char line[200];

	(void)state;
	begin(&fed);
	feed(&fed, "(0) Magic breakpoint");
	feed(&fed, outs);
	snprintf(line, sizeof(line), "@%s", outs);
	feed(&fed, line);
	snprintf(line, sizeof(line), "x%s", outs);
	feed(&fed, line);
	feed(&fed, "");
	feed(&fed,
	     "(0).[8] [0x000000106906] 0008:0000000000106906 (unk. ctxt): xchg bx, bx               ; 6687db");
	feed(&fed, "(0) Magic breakpoint");
	assert_null(fed.why);
	expect(&fed,
	       "mark\nffffffff81000001-ffffffff81000001 0\nffffffff81000001-ffffffff81000001 0\n"
	       "ffffffff81000001-ffffffff81000001 0\nmark\n",
	       "@x\n");
}

/* Bochs writes the trace by itself: only what L1 says is looked for, and the file is left alone. */
static void within(void **state)
{
	struct fed fed;
	struct stat status;

	(void)state;
	begin(&fed);
	feed(&fed, BOCHS_TRACER_LINE);
	feed(&fed, "(0) Magic breakpoint");
	feed(&fed, "<bochs:1> <bochs:2> <bochs:3> @guest ok 1 cpuid");
	feed(&fed, "(0) Magic breakpoint");
	feed(&fed, "<bochs:4> @end");
	assert_null(fed.why);
	assert_string_equal(fed.said, "@guest ok 1 cpuid\n@end\n");
	bochs_trace_close(&fed.trace);
	assert_int_equal(fstat(fed.fd, &status), 0);
	assert_int_equal(status.st_size, 0);
	free(fed.said);
	blob_close(&fed.commands);
	close(fed.fd);
}

static void unreadable(void **state)
{
	struct fed fed;

	(void)state;
	begin(&fed);
	feed(&fed, "(0) Magic breakpoint");
	feed(&fed, "(0).[8] ??? (physical address not available)");
	assert_string_equal(fed.why, "the debugger printed an instruction that cannot be read");
	feed(&fed,
	     "(0).[8] [0x000000106906] 0008:0000000000106906 (unk. ctxt): xchg bx, bx               ; 6687db");
	feed(&fed, "(0) Magic breakpoint");
	expect(&fed, "mark\nmark\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(window),
		cmocka_unit_test(frames),
		cmocka_unit_test(within),
		cmocka_unit_test(unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
