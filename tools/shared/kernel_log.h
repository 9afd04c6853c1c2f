/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log while a test runs. */
#ifndef SHARED_KERNEL_LOG_H
#define SHARED_KERNEL_LOG_H

#include <stdbool.h>

/* From now on. 0, or -errno. */
int kernel_log_open(void);

/*
 * Each line that is new and a warning or worse; complaint: there the kernel itself is at fault, or lets a guest do to it
 * what none should (WARNING, BUG, Oops, unchecked MSR access, ...).
 */
void kernel_log_read(void (*each)(const char *line, bool complaint));

#endif
