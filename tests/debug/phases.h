/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The phases of several files, of their names (reload is in churn.c): one more is a row here and one in
 * suite.c. A phase creates, uses and kills VMs; it is good if it did all that it should, and if the kernel had
 * nothing to say afterwards. Arguments are how much of it.
 */
#ifndef PHASES_H
#define PHASES_H

void phase_workloads(const char *configuration);
void phase_selftest(const char *program);
void phase_churn(unsigned int vms);
void phase_crowd(unsigned int rounds);
void phase_kill(unsigned int victims);
void phase_failing(unsigned int tries);
void phase_reload(unsigned int times);

/* A deliberate fault. */
void phase_fault(const char *kind);

#endif
