/* SPDX-License-Identifier: GPL-2.0-only */
/* Deliberate faults. */
#ifndef FAULTS_H
#define FAULTS_H

/* What must be found of it (enum finding); -1: there is no such fault. */
int fault_expected(const char *kind);

#endif
