/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own count of a guest's exits between its marks, by a histogram of the kvm_exit tracepoint
 * in a trace instance of its own: from a CPUID of 0x4FFFFFFE to the next of 0x4FFFFFFC. The kernel
 * takes one enable_hist or disable_hist from one event to another (else EEXIST), so the kvm_cpuid
 * tracepoint opens the window, and a kprobe on the function closes it (Documentation/trace/histogram.rst).
 */
#ifndef EXIT_WINDOW_H
#define EXIT_WINDOW_H

#include <stddef.h>
#include <sys/types.h>

#define TRACING "/sys/kernel/tracing"

struct exit_window {
	pid_t owner;   /* the instance and the probe are named by it */
	char *threads; /* `common_pid == 12 || ...`, what keeps out other VMs; empty: all count */
};

/*
 * Counts what these threads do, vCPUs of one VM, or, with none, what all do. NULL, or what went wrong in
 * a line to be freed; then nothing is left behind. Takes the right to write to tracefs.
 */
char *exit_window_start(struct exit_window *window, const pid_t *threads, size_t count);

/*
 * What all windows so far have counted, `10=1001 30=5` by reason, to be freed, or NULL. Running totals:
 * clearing takes so long that a guest polls a thousand times meanwhile. Closes a window that is open: to
 * be called between two rows only.
 */
char *exit_window_read(const struct exit_window *window);

/* Leaves nothing behind; may be called twice, and for one that never started. */
void exit_window_stop(struct exit_window *window);

/* Takes away what owners that are gone have left, killed before they could. */
void exit_window_sweep(void);

#endif
