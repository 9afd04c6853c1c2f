/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells the host tool where code lies, for traces. */
#ifndef AGENT_LAYOUT_H
#define AGENT_LAYOUT_H

#include <sys/types.h>

/* The kernel's functions and its modules'. */
void layout_kernel(void);
/* The files whose code a process has in its memory. */
void layout_process(pid_t pid);

#endif
