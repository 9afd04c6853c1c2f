/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM's tracepoints. */
#ifndef EVENTS_H
#define EVENTS_H

#define EVENTS	   "/sys/kernel/tracing/events/kvm/"
#define MAX_REASON 0x404 /* above it only SVM's VMEXIT_INVALID, which never happens here */

/* The identifier of a tracepoint of KVM's, and the offset of a field; -1 without it. */
int event_id(const char *event);
int event_field(const char *event, const char *field);

/* Opens a tracepoint for perf, on L1's one processor, disabled. -1 after a line. */
struct perf_event_attr;
int event_open(const char *event, struct perf_event_attr *attr);
int event_enable(int fd);

#endif
