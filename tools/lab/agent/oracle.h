/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own count of exits. */
#ifndef ORACLE_H
#define ORACLE_H

#define TRACING "/sys/kernel/tracing"

int oracle_start(void);
void oracle_window(void);
void oracle_life(void);
void oracle_stop(void);

#endif
