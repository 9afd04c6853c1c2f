/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults committed on purpose, so that tests see a failure reported as one:
 * inject=KIND:WORKLOAD, where KIND is
 *	expect		one exit of CPUID more is expected
 *	counter		one exit of CPUID more is counted than happened
 *	op		one I/O exit more happens in the measured window
 *	exception	#UD in the window
 *	hang		the window never ends
 *	triple		a triple fault in the window
 *	traced		a triple fault among the operations that a tracer looks at
 *	late		the first operation does not write its deadline before that has passed
 *	lost		none is counted of an expected reason that is the host's own elsewhere
 */
#ifndef EXITSCOPE_INJECT_H
#define EXITSCOPE_INJECT_H

#include "shared/types.h"

/*
 * Sets the fault that is committed (kept; "" for none, as without a call). False if it has not
 * the form above, with a kind that exists.
 */
bool inject_set(const char *fault);

/* Commits those faults that happen in the window of @workload. */
void inject_in_window(const char *workload);

/* Commits the one that happens between the tracer's marks. */
void inject_in_trace(const char *workload);

/* For a setup(): whether @workload's first operation is to be late. */
bool inject_late(const char *workload);

/* Whether @workload's count of a reason that is the host's own elsewhere is lost. */
bool inject_lost(const char *workload);

/* What is added to @workload's count, or to its expected count, of CPUID if @cpuid. */
u32 inject_into_count(const char *workload, bool cpuid);
u32 inject_into_expected(const char *workload, bool cpuid);

#endif
