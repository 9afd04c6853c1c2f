/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracers of the kernel's own, a file each: those of all are declared here, so that one more is one row. */
#ifndef TRACER_H
#define TRACER_H

#include <stdint.h>

/*
 * start() returns 0, or -1 after a line that says what the kernel refuses. stop() returns how many
 * exits the tracer has counted, and leaves nothing of it behind, since a tracer holds kvm.ko.
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

#endif
