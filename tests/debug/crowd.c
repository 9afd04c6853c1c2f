// SPDX-License-Identifier: GPL-2.0-only
/*
 * vCPUs that are added while others latch and read: each vCPU's thread runs lists of CPUIDs and
 * checks every answer, a thread reads KVM's binary statistics, a process reads debugfs.
 */
#include <linux/kvm.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "counts.h"
#include "file.h"
#include "modules.h"
#include "phases.h"
#include "reader.h"
#include "say.h"
#include "vm.h"

#define LISTS_OF_THE_LAST 4

static struct vm crowd;
static bool complete; /* no vCPU is added any more */
static unsigned long lists, statistics;

/* Goes on until all vCPUs are there, so that the last one added has company. */
static void *vcpu_thread(void *argument)
{
	struct vcpu *vcpu = argument;
	uint32_t state = vcpu - crowd.vcpu;
	unsigned int after = 0;

	while (after < LISTS_OF_THE_LAST) {
		after += __atomic_load_n(&complete, __ATOMIC_ACQUIRE);
		if (!counts_check(vcpu, random_below(&state, 2) ? VIEW_THIS_VCPU : 0))
			break;
		__atomic_add_fetch(&lists, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void read_statistics(int of)
{
	char text[8192];
	int fd = ioctl(of, KVM_GET_STATS_FD, NULL);

	if (fd < 0)
		return;
	for (off_t at = 0; pread(fd, text, sizeof(text), at) > 0; at += sizeof(text))
		__atomic_add_fetch(&statistics, 1, __ATOMIC_RELAXED);
	close(fd);
}

static void *statistics_thread(void *unused)
{
	while (!__atomic_load_n(&complete, __ATOMIC_ACQUIRE)) {
		unsigned int vcpus = __atomic_load_n(&crowd.vcpus, __ATOMIC_ACQUIRE);

		read_statistics(crowd.fd);
		for (unsigned int i = 0; i < vcpus; i++)
			read_statistics(crowd.vcpu[i].fd);
	}
	return unused;
}

static void add_all(pthread_t *thread, unsigned int *threads)
{
	while (*threads < VM_VCPUS && phase_is_good() && vm_add_vcpu(&crowd)) {
		if (pthread_create(&thread[*threads], NULL, vcpu_thread, &crowd.vcpu[*threads])) {
			wrong("no thread for vCPU %u", *threads);
			return;
		}
		++*threads;
		/* Let those that are there run before there is another. */
		usleep(2000);
	}
}

static void one_round(void)
{
	pthread_t thread[VM_VCPUS], reading;
	unsigned int threads = 0;

	complete = false;
	if (vm_open(&crowd) && !pthread_create(&reading, NULL, statistics_thread, NULL)) {
		add_all(thread, &threads);
		__atomic_store_n(&complete, true, __ATOMIC_RELEASE);
		for (unsigned int i = 0; i < threads; i++)
			pthread_join(thread[i], NULL);
		pthread_join(reading, NULL);
	}
	vm_close(&crowd);
}

void phase_crowd(unsigned int rounds)
{
	unsigned int i = 0;

	lists = statistics = 0;
	if (!modules_load("exit_counters=1"))
		return;
	if (reader_start()) {
		for (; i < rounds && phase_is_good(); i++)
			one_round();
		reader_stop();
	}
	modules_unload();
	note("%u VMs of %d vCPUs, %lu lists of CPUIDs, %lu parts of statistics", i, VM_VCPUS, lists,
	     statistics);
	if (!statistics)
		wrong("KVM's binary statistics had nothing to read");
}
