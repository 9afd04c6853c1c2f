/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own count of exits. */
#ifndef ORACLE_H
#define ORACLE_H

#define TRACING "/sys/kernel/tracing"

/*
 * @filter: whose exits are counted, in the words of a trace filter (" if ..."), "" for everybody's. It must
 * stay as it is until oracle_stop(). 0, or -1 after an error frame.
 */
int oracle_start(const char *filter);
void oracle_window(void);
void oracle_life(int pid); /* of that process's VM */
void oracle_stop(void);

/* Sends on a channel what a histogram of kvm_exit by exit_reason, a file of tracefs, has counted: `reason=count ...`. */
void oracle_send(const char *channel, const char *path);

#endif
