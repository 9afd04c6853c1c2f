/* SPDX-License-Identifier: GPL-2.0-only */
/* The histograms that count sites, as words for the kernel (Documentation/trace/histogram.rst). */
#ifndef EXITSTAT_SITES_PARTS_H
#define EXITSTAT_SITES_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SITES_PARTS 11

struct sites_part {
	char *event;	       /* `kvm/kvm_exit` */
	char *trigger;	       /* `hist:keys=...` */
	const char *condition; /* what stands behind ` if `, or "" */
	bool threads; /* the event is the vCPU thread's own, so that those of others can be left out */
};

/*
 * In the order in which they are to begin; they are to end in the opposite one, so that what is told of exits is never told
 * of more than were counted. @owner names the synthetic events, @entries is the room of each histogram.
 */
void sites_parts_make(struct sites_part part[SITES_PARTS], pid_t owner, size_t entries);
void sites_parts_free(struct sites_part part[SITES_PARTS]);

/* The synthetic events, as /sys/kernel/tracing/synthetic_events takes them, to be freed. The second is for MMIO. */
char *sites_parts_synthetic(pid_t owner, bool mmio);

#endif
