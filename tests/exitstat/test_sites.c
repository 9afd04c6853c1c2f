// SPDX-License-Identifier: GPL-2.0-only
/* What exitstat --sites makes of the kernel's histograms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/memory.h"
#include "sites_read.h"
#include "sites_symbols.h"
#include "sites_words.h"

#define HEAD(keys)    "# event histogram\n#\n# trigger info: hist:keys=" keys " [paused]\n#\n\n"
#define TAIL(dropped) "\nTotals:\n    Hits: 1\n    Entries: 1\n    Dropped: " dropped "\n\n\n"
#define NOTHING	      HEAD("rip,what,more") TAIL("0")

static struct sites sites;

static const char *read_all(enum isa isa, const char *exits, const char *handed, const char *mmio,
			    const char *faults)
{
	struct sites_text text = { (char *)exits, (char *)handed, (char *)mmio, (char *)faults };

	return sites_read(&sites, isa, &text);
}

static void expect_site(size_t at, u64 count, u64 rip, const char *words)
{
	char text[SITE_WORDS];

	assert_true(at < sites.n);
	assert_int_equal(sites.site[at].count, count);
	assert_int_equal(sites.site[at].rip, rip);
	assert_string_equal(site_words(sites.isa, &sites.site[at], text), words);
}

static void vmx(void **state)
{
	(void)state;
	assert_null(read_all(
		ISA_VMX,
		HEAD("exit_reason,guest_rip,info1") "{ exit_reason:         30, guest_rip: 18446744071579000000, info1:   66584576 } hitcount:         70\n"
						    "{ exit_reason:         30, guest_rip:       4096, info1:   66650120 } hitcount:          2\n"
						    "{ exit_reason:         48, guest_rip:       8192, info1:        385 } hitcount:          3\n"
						    "{ exit_reason:         48, guest_rip:       8192, info1:        386 } hitcount:          4\n" TAIL(
							    "0")
							    HEAD("exit_reason,guest_rip,intr_info") "{ exit_reason:         10, guest_rip:         16, intr_info:          0 } hitcount:         50\n"
												    "{ exit_reason:         32, guest_rip:         32, intr_info:          5 } hitcount:         20\n"
												    "{ exit_reason:         32, guest_rip:         32, intr_info:          6 } hitcount:         20\n"
												    "{ exit_reason:         49, guest_rip:         64, intr_info:          0 } hitcount:          8\n"
												    "{ exit_reason:          0, guest_rip:        128, intr_info: 2147484430 } hitcount:          1\n" TAIL(
													    "0")
													    HEAD("common_pid") "{ common_pid: 12 } hitcount: 178\n" TAIL(
														    "7"),
		HEAD("rip,what,more") "{ rip: 16, what: 4, more: 1 } hitcount: 49\n" TAIL("0") HEAD(
			"what,rip,more") "{ what: 1760, rip: 32, more: 1 } hitcount: 40\n" TAIL("0"),
		HEAD("reason,rip,what") "{ reason: 49, rip: 64, what: 4276092928 } hitcount: 8\n"
					"{ reason: 48, rip: 8192, what: 4276092928 } hitcount: 1\n" TAIL(
						"0"),
		HEAD("guest_rip,fault_address") "{ guest_rip: 8192, fault_address: 8192 } hitcount: 5\n"
						"{ guest_rip: 8192, fault_address: 4096 } hitcount: 2\n"
						"{ guest_rip: 9, fault_address: 4096 } hitcount: 2\n" TAIL(
							"0")));
	assert_int_equal(sites.exits, 70 + 2 + 7 + 50 + 40 + 8 + 1);
	assert_int_equal(sites.lost, 0);
	assert_int_equal(sites.untold, 0);
	assert_int_equal(sites.n, 8);
	expect_site(0, 70, 18446744071579000000UL, "out8 0x3f8");
	expect_site(1, 49, 16, "leaf 0x4.1");
	expect_site(2, 40, 32, "wrmsr 0x6e0");
	expect_site(3, 8, 64, "0xfee00000");
	expect_site(4, 7, 8192, "read/write 2 in 0x1000-0x2000");
	expect_site(5, 2, 4096, "in8 0x3f9");
	expect_site(6, 1, 128, "vector 0xe");
	expect_site(7, 1, 16, "");
	sites_free(&sites);
}

static void svm(void **state)
{
	(void)state;
	assert_null(read_all(
		ISA_SVM,
		HEAD("exit_reason,guest_rip,info1") "{ exit_reason: 123, guest_rip: 1, info1: 66585105 } hitcount: 9\n"
						    "{ exit_reason: 124, guest_rip: 2, info1: 0 } hitcount: 8\n"
						    "{ exit_reason: 124, guest_rip: 3, info1: 1 } hitcount: 7\n"
						    "{ exit_reason: 1024, guest_rip: 4, info1: 4294967302 } hitcount: 6\n" TAIL(
							    "0")
							    HEAD("exit_reason,guest_rip,intr_info") "{ exit_reason: 114, guest_rip: 5, intr_info: 0 } hitcount: 5\n" TAIL(
								    "0"),
		HEAD("rip,what,more") TAIL("0") HEAD(
			"what,rip,more") "{ what: 27, rip: 2, more: 0 } hitcount: 8\n" TAIL("3"),
		NOTHING,
		HEAD("guest_rip,fault_address") "{ guest_rip: 4, fault_address: 4096 } hitcount: 6\n" TAIL(
			"0")));
	assert_int_equal(sites.exits, 9 + 8 + 7 + 6 + 5);
	assert_int_equal(sites.untold, 3);
	expect_site(0, 9, 1, "in8 0x3f8");
	expect_site(1, 8, 2, "rdmsr 0x1b");
	expect_site(2, 7, 3, "wrmsr");
	expect_site(3, 6, 4, "write 0x1000");
	expect_site(4, 5, 5, "");
	sites_free(&sites);
}

static void no_room(void **state)
{
	(void)state;
	assert_null(read_all(
		ISA_VMX,
		HEAD("exit_reason,guest_rip,info1") "{ exit_reason: 30, guest_rip: 1, info1: 0 } hitcount: 5\n" TAIL(
			"11") HEAD("exit_reason,guest_rip,intr_info") TAIL("4"),
		NOTHING, NOTHING, NOTHING));
	assert_int_equal(sites.exits, 20);
	assert_int_equal(sites.lost, 15);
	sites_free(&sites);
	/* What is told of exits that were lost. */
	assert_null(read_all(
		ISA_VMX,
		HEAD("exit_reason,guest_rip,info1") "{ exit_reason: 10, guest_rip: 1, intr_info: 0 } hitcount: 5\n" TAIL(
			"11"),
		HEAD("rip,what,more") "{ rip: 1, what: 0, more: 0 } hitcount: 6\n{ rip: 2, what: 0, more: 0 } hitcount: 6\n" TAIL(
			"0"),
		NOTHING, NOTHING));
	assert_int_equal(sites.exits, 16);
	assert_int_equal(sites.n, 1);
	expect_site(0, 5, 1, "leaf 0x0.0");
	sites_free(&sites);
}

static void nonsense(void **state)
{
	const char *exits =
		HEAD("exit_reason,guest_rip,info1") "{ exit_reason: 10, guest_rip: 1, intr_info: 0 } hitcount: 5\n" TAIL(
			"0");

	(void)state;
	assert_string_equal(read_all(ISA_VMX, "", NOTHING, NOTHING, NOTHING), "no histogram");
	assert_string_equal(read_all(ISA_VMX, NOTHING, "# event", NOTHING, NOTHING),
			    "no histogram");
	assert_string_equal(
		read_all(ISA_VMX, exits,
			 HEAD("rip,what,more") "{ rip: 1, what: 0, more: 0 } hitcount: 6\n" TAIL(
				 "0"),
			 NOTHING, NOTHING),
		"the kernel tells of more exits at a place than there were");
	assert_null(read_all(ISA_VMX, NOTHING, NOTHING, NOTHING, NOTHING));
	assert_int_equal(sites.n, 0);
	sites_free(&sites);
}

/* Writes @text to a file, and reads that as symbols. */
static char *symbols_of(struct symbols *symbols, const char *text)
{
	char path[] = "/tmp/test_sites.XXXXXX";
	int fd = mkstemp(path);
	char *wrong;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	wrong = symbols_read(symbols, path);
	unlink(path);
	return wrong;
}

static void expect_wrong(const char *text, const char *part)
{
	struct symbols symbols;
	char *wrong = symbols_of(&symbols, text);

	assert_non_null(wrong);
	assert_non_null(strstr(wrong, part));
	free(wrong);
}

static void names(void **state)
{
	struct symbols symbols;
	u64 offset;

	(void)state;
	assert_null(symbols_of(&symbols,
			       "ffffffff81000000 T first\nffffffff81000100 t second\n"
			       "ffffffff81000100 D data_there\nffffffff81000200 R _etext\n"
			       "ffffffffc0000000 t probe\t[virtio_blk]\n"));
	assert_string_equal(symbols_find(&symbols, 0xffffffff810000ff, &offset), "first");
	assert_int_equal(offset, 0xff);
	assert_string_equal(symbols_find(&symbols, 0xffffffff81000100, &offset), "second");
	assert_string_equal(symbols_find(&symbols, 0xffffffffc0000004, &offset),
			    "probe [virtio_blk]");
	assert_null(symbols_find(&symbols, 0xffffffff81000200, &offset));
	assert_null(symbols_find(&symbols, 0xffffffffc0010000, &offset));
	assert_null(symbols_find(&symbols, 0x1000, &offset));
	symbols_free(&symbols);
	expect_wrong("", "no symbols");
	expect_wrong("0000000000000000 T first\n", "read it as root");
	expect_wrong("ffffffff81000000 T first\nnothing\n", ":2: not a line of /proc/kallsyms");
	assert_null(symbols_find(&(struct symbols){ 0 }, 1, &offset));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vmx),	    cmocka_unit_test(svm),   cmocka_unit_test(no_room),
		cmocka_unit_test(nonsense), cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
