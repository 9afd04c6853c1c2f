// SPDX-License-Identifier: GPL-2.0-only
/*
 * scaling: what one count costs with one thread and with two, on this machine's real processors.
 *
 * Time is taken in chunks of some 100 microseconds, so that most chunks see no other program of the
 * machine; the median of many is taken. A chunk of two threads counts only if the other thread
 * finished one meanwhile: then both were running. All is repeated in rounds, for the spread.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "model.h"

#define CHUNK	    1000 /* counts */
#define CHUNKS	    500	 /* valid ones to collect, of each thread */
#define MIN_CHUNKS  100	 /* fewer are no measurement */
#define ROUNDS	    9
#define SECONDS	    5 /* for one measurement, at most */
#define MAX_WARM_UP 20

#define LIMIT_PER_VCPU 1.25 /* times the cost with one thread, at most */
#define LEAST_GLOBAL   1.5  /* "visibly slower": times the same, at least */
#define LIMIT_NOTHING  1.15 /* above it the two processors are not two, or are not free */

struct thread {
	pthread_t id;
	int index, cpu;
	_Alignas(128) atomic_ulong progress; /* chunks finished; read by the other thread */
	_Alignas(128) uint64_t chunk[CHUNKS];
	int chunks;
	unsigned long all; /* chunks, valid or not */
	bool pinned;
};

static struct thread threads[MODEL_THREADS];
static const struct design *design;
static int running;
static atomic_int ready, finished;
static atomic_bool stop;

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static bool pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return !sched_setaffinity(0, sizeof(set), &set);
}

static void one_chunk(struct thread *self, struct thread *other, bool keep)
{
	unsigned long before = atomic_load(&other->progress);
	uint64_t begin = model_clock(), end;

	design->count(self->index, CHUNK);
	end = model_clock();
	atomic_fetch_add(&self->progress, 1);
	self->all++;
	if (keep && self->chunks < CHUNKS &&
	    (running == 1 || atomic_load(&other->progress) != before))
		self->chunk[self->chunks++] = end - begin;
}

static void *work(void *argument)
{
	struct thread *self = argument, *other = &threads[!self->index];
	double give_up = seconds() + SECONDS;
	bool told = false;

	self->pinned = pin(self->cpu);
	atomic_fetch_add(&ready, 1);
	while (atomic_load(&ready) < running)
		sched_yield();
	for (int i = 0; i < MAX_WARM_UP; i++)
		one_chunk(self, other, false);
	while (!atomic_load(&stop)) {
		one_chunk(self, other, true);
		if (told || (self->chunks < CHUNKS && seconds() < give_up))
			continue;
		/* Goes on counting, so that the other thread is not alone. */
		told = true;
		if (atomic_fetch_add(&finished, 1) + 1 == running)
			atomic_store(&stop, true);
	}
	return NULL;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *values, int n)
{
	qsort(values, n, sizeof(*values), ascending);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Nothing may have got lost: then the design has not been measured, but something faster. */
static void check_total(void)
{
	uint64_t wanted = 0, total = design->total();

	for (int i = 0; i < running; i++)
		wanted += threads[i].all * CHUNK;
	if (design == &designs[NOTHING] || total == wanted)
		return;
	/* Plain increments of two threads to one row could; those of the model have none in common. */
	printf("Bail out! %s: %llu counted of %llu\n", design->name, (unsigned long long)total,
	       (unsigned long long)wanted);
	exit(1);
}

/* Clock cycles of one count: the median of the chunks of all threads, or a negative number. */
static double measure(const struct design *which, int count)
{
	static double values[MODEL_THREADS * CHUNKS];
	int n = 0;

	design = which;
	running = count;
	model_reset();
	atomic_store(&ready, 0);
	atomic_store(&finished, 0);
	atomic_store(&stop, false);
	for (int i = 0; i < count; i++) {
		threads[i].chunks = 0;
		threads[i].all = 0;
		if (pthread_create(&threads[i].id, NULL, work, &threads[i]))
			return -1;
	}
	for (int i = 0; i < count; i++)
		pthread_join(threads[i].id, NULL);
	check_total();
	for (int i = 0; i < count; i++) {
		if (!threads[i].pinned || threads[i].chunks < MIN_CHUNKS)
			return -1;
		for (int k = 0; k < threads[i].chunks; k++)
			values[n++] = (double)threads[i].chunk[k] / CHUNK;
	}
	return median(values, n);
}

static double cycles[DESIGNS][MODEL_THREADS][ROUNDS];

static bool measure_all(void)
{
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < DESIGNS; i++)
			for (int count = 1; count <= MODEL_THREADS; count++) {
				double value = measure(&designs[i], count);

				if (value < 0)
					return false;
				cycles[i][count - 1][round] = value;
			}
	for (int i = 0; i < DESIGNS; i++)
		for (int count = 0; count < MODEL_THREADS; count++)
			median(cycles[i][count], ROUNDS);
	return true;
}

static double cost(int i, int count)
{
	return cycles[i][count - 1][ROUNDS / 2];
}

static double ratio(int i)
{
	return cost(i, 2) / cost(i, 1);
}

/* Cycles of the clock in a nanosecond. */
static double clock_rate(void)
{
	double begin = seconds(), end;
	uint64_t first = model_clock(), last;

	do {
		end = seconds();
		last = model_clock();
	} while (end < begin + 0.1);
	return (last - first) / (end - begin) / 1e9;
}

static void print_cell(int i, int count, double rate)
{
	const double *round = cycles[i][count - 1];

	printf("  %6.1f ns %6.0f cycles (%.0f-%.0f)", cost(i, count) / rate, cost(i, count),
	       round[0], round[ROUNDS - 1]);
}

static void print_table(double rate)
{
	printf("%-28s  %-36s  %-36s  %s\n", "one count", "1 thread", "2 threads", "2 : 1");
	for (int i = 0; i < DESIGNS; i++) {
		printf("%-28s", designs[i].name);
		print_cell(i, 1, rate);
		print_cell(i, 2, rate);
		printf("  %.2f\n", ratio(i));
	}
	printf("The median of %d rounds, and in parentheses the least and the greatest of them.\n",
	       ROUNDS);
}

/* The first two processors that this process may use. */
static int find_cpus(void)
{
	cpu_set_t set;
	int found = 0;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 0;
	for (int cpu = 0; cpu < CPU_SETSIZE && found < MODEL_THREADS; cpu++)
		if (CPU_ISSET(cpu, &set)) {
			threads[found].index = found;
			threads[found++].cpu = cpu;
		}
	return found;
}

static int skip(const char *why)
{
	printf("1..1\nok 1 scaling # SKIP %s\n", why);
	return 0;
}

static bool check(int n, bool good, const char *what)
{
	printf("%s %d %s\n", good ? "ok" : "not ok", n, what);
	return good;
}

int main(void)
{
	bool good;

	if (find_cpus() < MODEL_THREADS)
		return skip("one processor only, two vCPUs cannot run at once");
	if (!measure_all())
		return skip("other programs leave no two processors free at once");
	print_table(clock_rate());
	if (ratio(NOTHING) > LIMIT_NOTHING)
		return skip(
			"a second thread slows down even one that writes nothing: no two cores");
	printf("1..3\n");
	good = check(1, ratio(PER_VCPU) <= LIMIT_PER_VCPU,
		     "counters of each vCPU: two threads cost at most 1.25 times one's");
	good &= check(2, ratio(GLOBAL) >= LEAST_GLOBAL,
		      "global atomics: two threads cost at least 1.5 times one's");
	good &= check(3, cost(PER_VCPU, 2) < cost(GLOBAL, 2),
		      "with two threads counters of each vCPU are cheaper than global atomics");
	return !good;
}
