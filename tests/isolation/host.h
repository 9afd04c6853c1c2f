/* SPDX-License-Identifier: GPL-2.0-only */
/* What the host sees of the guests. */
#ifndef HOST_H
#define HOST_H

struct vm;

void host_counters(const char *when, const struct vm *vm);
void host_log(const char *when);
void host_memory_begin(void);
void host_memory_end(const struct vm *vm, int vms);

#endif
