// SPDX-License-Identifier: GPL-2.0-only
/* Detection, readings of one instant, and exitstat's own price. */
#include <sched.h>

#include "counters.h"
#include "fake.h"
#include "guest.h"
#include "modes.h"
#include "reading.h"
#include "source.h"

static void no_counters(const char *words)
{
	struct reader reader = fake_reader();
	u64 before = fake.cpuids;
	const char *why = counters_detect(&reader);

	assert_non_null(why);
	if (!strstr(why, words))
		fail_msg("'%s' is not in '%s'", words, why);
	assert_true(reader.executed <= 4);
	assert_int_equal(reader.executed, fake.cpuids - before);
}

static void test_detect(void **state)
{
	struct reader reader = fake_reader();

	(void)state;
	fake_start(ISA_VMX);
	assert_null(counters_detect(&reader));
	assert_int_equal(reader.isa, ISA_VMX);
	assert_int_equal(reader.flags, 0x401);
	fake.hypervisor = false;
	no_counters("no hypervisor");
	for (enum isa isa = ISA_VMX; isa <= ISA_SVM; isa++) {
		fake_start(isa);
		fake.counters = false;
		no_counters("this KVM has not the patch, or the VM not the right");
		fake.vendor = "Microsoft Hv";
		no_counters("the hypervisor, 'Microsoft Hv', is not KVM");
	}
	fake.vendor = "\x01&\x7f";
	no_counters("the hypervisor, '.&.', is not KVM");
	fake_start(ISA_SVM);
	fake.abi = 1;
	no_counters("no exit counters of ABI 2: the host's are ABI 1");
	fake_start(ISA_NONE);
	no_counters("numbering 0");
}

static void check_row(const struct reading *reading, u32 reason)
{
	const struct row *row = reading_row(reading, reason);

	assert_non_null(row);
	assert_int_equal(row->count, fake.copy[reason].count);
	assert_int_equal(row->handled, fake.copy[reason].handled);
	assert_int_equal(row->away, fake.copy[reason].away);
	assert_int_equal(row->nested, fake.copy[reason].nested);
}

/* All that is defined and only that, as it was at the latch, and the view live again. */
static void read_all(enum isa isa)
{
	struct reader reader = fake_reader();
	struct reading reading;
	cpu_set_t before, after;

	fake_start(isa);
	assert_null(counters_detect(&reader));
	for (u32 r = 0; r < FAKE_ROWS; r++)
		if (fake_defined(r) && r % 3)
			fake_exits(r, r + 5, 1000 + r);
	fake_exits(isa == ISA_VMX ? 48 : 0x400, 0x1234567890, 3);
	fake.row[1].nested = 2;
	sched_getaffinity(0, sizeof(before), &before);
	for (int i = 0; i < 3; i++) {
		assert_null(counters_read(&reader, &reading));
		assert_int_equal(reading.rows, fake_reasons());
		for (u32 r = 0; r < FAKE_ROWS; r++)
			if (fake_defined(r))
				check_row(&reading, r);
		assert_int_equal(fake.view, VIEW_LIVE);
		assert_int_equal(reader.executed, fake.cpuids);
	}
	sched_getaffinity(0, sizeof(after), &after);
	assert_memory_equal(&before, &after, sizeof(before));
}

static void test_read(void **state)
{
	(void)state;
	read_all(ISA_VMX);
	read_all(ISA_SVM);
}

/* What others do is what remains, to the last exit and cycle, whatever a reading costs. */
static void window(enum isa isa, u32 reason, u64 count)
{
	struct reader reader = fake_reader();
	struct reading a, b, c, delta, empty;
	u32 cpuid = reason_of_cpuid(isa);
	struct price price;

	fake_start(isa);
	assert_null(counters_detect(&reader));
	assert_null(counters_read(&reader, &a));
	fake_exits(reason, count, 777);
	fake_exits(cpuid, 2, 900);
	assert_null(counters_read(&reader, &b));
	assert_null(counters_read(&reader, &c));
	reading_subtract(&empty, &c, &b);
	price = reading_price(&empty);
	assert_true(price.handled == FAKE_HANDLED && price.away == FAKE_AWAY);
	reading_subtract(&delta, &b, &a);
	assert_int_equal(delta.exits, count + 2 + delta.executed);
	assert_true(reading_take_off(&delta, price));
	assert_int_equal(delta.exits, count + 2);
	assert_int_equal(delta.handled, count * 777 + 2 * 900);
	assert_int_equal(reading_row(&delta, cpuid)->count, 2);
	assert_int_equal(reading_row(&delta, cpuid)->handled, 2 * 900);
	assert_int_equal(reading_row(&delta, reason)->count, count);
	assert_true(reading_take_off(&empty, price));
	assert_int_equal(empty.exits, 0);
	assert_int_equal(empty.handled, 0);
}

static void test_window(void **state)
{
	(void)state;
	window(ISA_VMX, 30, 41);
	window(ISA_SVM, 0x7b, 41);
	/* From below to above 32 bits. */
	window(ISA_VMX, 48, 0xffffffffff);
	window(ISA_SVM, 0xffff, 1);
}

/* After discovery each reading costs the same, and it takes no latch. */
static void test_discover(void **state)
{
	struct reader reader = fake_reader();
	struct reading reading[3];

	(void)state;
	fake_start(ISA_SVM);
	assert_null(counters_detect(&reader));
	fake.view = 77;
	counters_discover(&reader);
	assert_int_equal(fake.view, 77);
	assert_int_equal(reader.reasons, fake_reasons());
	for (int i = 0; i < 3; i++)
		assert_null(counters_read(&reader, &reading[i]));
	assert_int_equal(reading[1].executed - reading[0].executed,
			 reading[2].executed - reading[1].executed);
	assert_int_equal(reading[0].rows, fake_reasons());
}

/* CPUIDs that the hardware did not count cannot be taken off. */
static void test_too_few(void **state)
{
	struct reading delta = { .isa = ISA_VMX, .executed = 5, .exits = 3, .handled = 30 };

	(void)state;
	*reading_add(&delta, 10) = (struct row){ .reason = 10, .count = 3, .handled = 30 };
	assert_false(reading_take_off(&delta, (struct price){ 10, 10 }));
	assert_int_equal(delta.exits, 0);
	assert_int_equal(delta.handled, 0);
}

static u64 disturb_at;

/* Another exitstat on this vCPU: it latches a later state, or sets the view back. */
static void other_reader(u64 number)
{
	if (number != disturb_at)
		return;
	fake.between = NULL;
	fake_exits(30, 3, 500);
	fake_cpuid(LEAF_VIEW, number % 2 ? VIEW_LATCH : VIEW_LIVE);
	fake.between = other_reader;
}

/* Disturbed at each of a reading's CPUIDs in turn. */
static void test_other_reader(void **state)
{
	struct reader reader = fake_reader();
	struct reading reading;
	const struct row *row;

	(void)state;
	for (u64 offset = 0; offset < 400; offset++) {
		fake_start(ISA_VMX);
		fake_exits(30, 100, 7);
		reader = fake_reader();
		assert_null(counters_detect(&reader));
		disturb_at = fake.cpuids + offset;
		fake.between = other_reader;
		assert_null(counters_read(&reader, &reading));
		row = reading_row(&reading, 30);
		assert_true(row->count == 100 || row->count == 103);
		assert_int_equal(row->handled, row->count == 100 ? 100 * 7 : 100 * 7 + 3 * 500);
	}
}

/* A copy of the other scope, in which nothing else differs, in the place of ours. */
static void other_scope(u64 number)
{
	if (number != disturb_at)
		return;
	fake.between = NULL;
	fake.copy_id = (fake.copy_id + 1) ^ COPY_THIS_VCPU;
}

/* Right after the latch no row tells, but that it is not what was asked for. */
static void test_other_scope(void **state)
{
	struct reader reader = fake_reader();
	struct reading reading;

	(void)state;
	fake_start(ISA_VMX);
	assert_null(counters_detect(&reader));
	counters_discover(&reader);
	disturb_at = fake.cpuids + 1;
	fake.between = other_scope;
	assert_null(counters_read(&reader, &reading));
	assert_null(fake.between);
	assert_true(reading.executed > disturb_at + reading.rows);
}

static void always(u64 number)
{
	fake.between = NULL;
	fake_cpuid(LEAF_VIEW, VIEW_LATCH);
	fake.between = always;
	(void)number;
}

static void test_never_still(void **state)
{
	struct reader reader = fake_reader();
	struct reading reading;

	(void)state;
	fake_start(ISA_VMX);
	assert_null(counters_detect(&reader));
	fake.between = always;
	assert_non_null(strstr(counters_read(&reader, &reading), "do not hold still"));
}

/* A CPUID that KVM emulates sets no view. */
static void test_emulated(void **state)
{
	struct reader reader = fake_reader();
	struct reading reading;

	(void)state;
	fake_start(ISA_VMX);
	fake.emulated = true;
	assert_null(counters_detect(&reader));
	assert_non_null(strstr(counters_read(&reader, &reading), "cannot be latched"));
}

/* One part for each CPU that we may use, read there. */
static void test_vcpus(void **state)
{
	struct reader model = fake_reader();
	struct source source;
	struct reading *reading;
	cpu_set_t set;

	(void)state;
	fake_start(ISA_SVM);
	assert_null(source_guest(&source, &model, true, false));
	sched_getaffinity(0, sizeof(set), &set);
	assert_int_equal(source.parts, CPU_COUNT(&set));
	reading = take_readings(&source);
	assert_non_null(reading);
	for (size_t i = 0; i < source.parts; i++)
		assert_true(CPU_ISSET(source.cpu[i], &set));
	free(reading);
	source_free(&source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_detect),	    cmocka_unit_test(test_read),
		cmocka_unit_test(test_window),	    cmocka_unit_test(test_discover),
		cmocka_unit_test(test_too_few),	    cmocka_unit_test(test_other_reader),
		cmocka_unit_test(test_never_still), cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_vcpus),	    cmocka_unit_test(test_other_scope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
