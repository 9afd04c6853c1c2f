/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's log. */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

void kernel_log_open(void);
/* Prints what is new, and counts the splats. */
unsigned int kernel_log_print(void);

#endif
