// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eight readers at once on two vCPUs, which take turns as processes do: each goes on for a while, which
 * is often not enough for a reading, and then finds what the others have done with the vCPU's
 * latch. What one copy holds is known: two exits of reason 30 for each of reason 48.
 */
#include <pthread.h>

#include "counters.h"
#include "fake.h"
#include "reading.h"

#define READERS	 8
#define VCPUS	 2
#define READINGS 40
#define LONGEST	 400 /* CPUIDs of a turn; a reading takes some 90 */

/* Of each vCPU, while another one is the one that fake.h plays. */
static struct {
	u32 view, copy_id;
	struct fake_row copy[FAKE_ROWS];
} vcpus[VCPUS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static int turn, left, played;
static bool gone[READERS];
static u64 disturbed, seed = 1;
static _Thread_local int self;

static void play(int vcpu)
{
	if (vcpu == played)
		return;
	vcpus[played].view = fake.view;
	vcpus[played].copy_id = fake.copy_id;
	memcpy(vcpus[played].copy, fake.copy, sizeof(fake.copy));
	played = vcpu;
	fake.view = vcpus[vcpu].view;
	fake.copy_id = vcpus[vcpu].copy_id;
	memcpy(fake.copy, vcpus[vcpu].copy, sizeof(fake.copy));
}

static void next_turn(void)
{
	for (int i = 0; i < READERS; i++) {
		turn = (turn + 1) % READERS;
		if (!gone[turn])
			break;
	}
	seed = seed * 6364136223846793005 + 1442695040888963407;
	left = 1 + (seed >> 33) % LONGEST;
	pthread_cond_broadcast(&turned);
}

static void my_turn(void)
{
	while (turn != self)
		pthread_cond_wait(&turned, &lock);
}

static struct regs crowd_cpuid(u32 leaf, u32 subleaf)
{
	struct regs r;

	pthread_mutex_lock(&lock);
	my_turn();
	play(self % VCPUS);
	fake_exits(30, 2, 7);
	fake_exits(48, 1, 11);
	r = fake_cpuid(leaf, subleaf);
	if (!--left)
		next_turn();
	pthread_mutex_unlock(&lock);
	return r;
}

/* A copy adds up to what its latch answered: counters_read() itself sees to that. */
static const char *check(const struct reading *now, const struct reading *before)
{
	if (reading_row(now, 30)->count != 2 * reading_row(now, 48)->count ||
	    reading_row(now, 30)->handled != reading_row(now, 30)->count * 7 ||
	    reading_row(now, 48)->handled != reading_row(now, 48)->count * 11)
		return "a table is of two copies";
	if (before->rows && now->exits <= before->exits)
		return "a table is older than the one before";
	return NULL;
}

static void *read_again_and_again(void *argument)
{
	struct reader reader = { .cpuid = crowd_cpuid, .cpu = -1 };
	static _Thread_local struct reading now, before;
	const char *wrong;

	self = (intptr_t)argument;
	before.rows = 0;
	wrong = counters_detect(&reader);
	if (!wrong)
		counters_discover(&reader);
	for (int i = 0; i < READINGS && !wrong; i++, before = now) {
		u64 executed = reader.executed;

		wrong = counters_read(&reader, &now);
		if (!wrong)
			wrong = check(&now, &before);
		/* Reasons 10, 30 and 48 have occurred. */
		if (reader.executed - executed > 2 + reader.reasons + 2 * 3)
			__atomic_add_fetch(&disturbed, 1, __ATOMIC_RELAXED);
	}
	pthread_mutex_lock(&lock);
	my_turn();
	gone[self] = true;
	next_turn();
	pthread_mutex_unlock(&lock);
	return (void *)wrong;
}

static void test_crowd(void **state)
{
	pthread_t threads[READERS];
	void *wrong;

	(void)state;
	fake_start(ISA_VMX);
	left = LONGEST;
	for (intptr_t i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_again_and_again, (void *)i),
				 0);
	for (int i = 0; i < READERS; i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		if (wrong)
			fail_msg("reader %d: %s", i, (char *)wrong);
	}
	/* Else this has shown nothing. */
	assert_true(disturbed > READERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crowd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
