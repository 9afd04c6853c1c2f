/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs in L1 to measure what counting costs: the same guest under one KVM after another, and
 * under one KVM with one tracer after another. It borrows the agent's way to load modules and to
 * run a guest.
 */
#ifndef PRICE_H
#define PRICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENTS	   "/sys/kernel/tracing/events/kvm/"
#define MAX_REASON 0x404 /* above it only SVM's VMEXIT_INVALID, which never happens here */

/*
 * A tracer of the kernel's own. start() returns 0, or -1 after a line that says what the kernel
 * refuses. stop() returns how many exits the tracer has counted, and leaves nothing of it behind,
 * since a tracer holds kvm.ko.
 */
struct tracer {
	int (*start)(void);
	uint64_t (*stop)(void);
};

extern const struct tracer histogram;  /* hist:keys=exit_reason on kvm_exit */
extern const struct tracer perf_count; /* perf stat -e kvm:kvm_exit: the sum of all exits */
extern const struct tracer perf_record; /* perf kvm stat record: each exit and entry, with its time */
extern const struct tracer bpf_count;	/* a BPF program that counts by reason */
extern const struct tracer bpf_time;	/* two, which also add up the time from exit to entry */

/* events.c: the identifier of a tracepoint of KVM's, and the offset of a field; -1 without it. */
int event_id(const char *event);
int event_field(const char *event, const char *field);

/* events.c: opens a tracepoint for perf, on L1's one processor, disabled. -1 after a line. */
struct perf_event_attr;
int event_open(const char *event, struct perf_event_attr *attr);
int event_enable(int fd);

/* A line to the host: the variant that runs, and the text. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
