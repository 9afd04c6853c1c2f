/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The serial log: KTAP version 1 (the kernel's Documentation/dev-tools/ktap.rst)
 * with one JSON record a line for machines, `# exitscope {...}`. guestos/README.md
 * defines the records.
 */
#ifndef EXITSCOPE_REPORT_H
#define EXITSCOPE_REPORT_H

#include "machine/clock.h"
#include "measure/explain.h"
#include "measure/measure.h"

/* Says when the guest was entered: the end record tells how long the first result took. */
void report_entered(u64 tsc);

/* Begins the log, with a plan of @tests tests. */
void report_begin(u32 tests);

/* The record of the host and of how the guest booted. */
void report_host(const char *boot_protocol, struct clock clock);

/* Says that nobody told the quirks of a processor that has some. After report_host(). */
void report_untold(void);

/* One workload's row, for `list`. */
void report_listed(const struct workload *w);

/* Says which workload runs now, so that report_abort() can fail it. */
void report_running(const struct workload *w);

/* The round trips of the operations that ran for a tracer. */
void report_explained(const struct workload *w, const struct explained *e);

/* The outcome of the workload that runs. */
void report_measured(const struct workload *w, const struct measurement *m);
void report_checked(const struct workload *w, const char *wrong); /* NULL: pass */
void report_skipped(const struct workload *w, const char *why);

/* It cannot be judged: @flags of the host's are not what they were before the window. */
void report_changed(const struct workload *w, u32 flags);

/* The end record, and the end of the machine. */
void __noreturn report_end(void);

/* The same after a list. */
void __noreturn report_list_end(void);

/* Fails the workload that runs, skips the rest, and ends the run as failed. */
void __noreturn report_abort(const char *why);

/* Ends a run that never began: bad options. @word is what was wrong. */
void __noreturn report_usage_error(const char *message, const char *word);

/* The same for a machine that the guest cannot run on. */
void __noreturn report_refused(const char *message);

#endif
