// SPDX-License-Identifier: GPL-2.0-only
/* What perf asks of the kernel, without perf: `perf stat -e kvm:kvm_exit`, `perf kvm stat record`. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "events.h"
#include "say.h"
#include "tracer.h"

#define RING_PAGES 128 /* perf's default, 512 KiB */
#define PAGE	   4096

static const char *const events[] = { "kvm_exit", "kvm_entry" };
static int fds[] = { -1, -1 };
static void *rings[2];

static void close_all(void)
{
	for (int i = 0; i < 2; i++) {
		if (rings[i])
			munmap(rings[i], (RING_PAGES + 1) * PAGE);
		if (fds[i] >= 0)
			close(fds[i]);
		rings[i] = NULL;
		fds[i] = -1;
	}
}

static uint64_t stop(void)
{
	uint64_t count = 0;

	if (read(fds[0], &count, sizeof(count)) != sizeof(count))
		say("error the perf event gives no count: %s", strerror(errno));
	close_all();
	return count;
}

static int start_count(void)
{
	fds[0] = event_open(events[0], &(struct perf_event_attr){ 0 });
	if (fds[0] >= 0 && !event_enable(fds[0]))
		return 0;
	close_all();
	return -1;
}

const struct tracer perf_count = { start_count, stop };

/*
 * The newest samples overwrite the oldest, as nobody reads them: what a reader would cost on top
 * is not in the price. A ring that is full and kept would cost less, since it takes no more.
 */
static int open_ring(int i)
{
	struct perf_event_attr attr = {
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
			       PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD | PERF_SAMPLE_RAW,
		.write_backward = 1,
	};

	fds[i] = event_open(events[i], &attr);
	if (fds[i] < 0)
		return -1;
	rings[i] = mmap(NULL, (RING_PAGES + 1) * PAGE, PROT_READ, MAP_SHARED, fds[i], 0);
	if (rings[i] == MAP_FAILED) {
		rings[i] = NULL;
		say("refused perf's ring buffer: %s", strerror(errno));
		return -1;
	}
	return event_enable(fds[i]);
}

static int start_record(void)
{
	if (!open_ring(0) && !open_ring(1))
		return 0;
	close_all();
	return -1;
}

const struct tracer perf_record = { start_record, stop };
