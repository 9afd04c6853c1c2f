/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAGES_H
#define PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PAGE 4096

struct victim;

/* Finds the guest's memory in the victim. */
bool pages_find(struct victim *victim);
/* Page frame numbers of count pages from address on, 0 where there is none. */
bool pages_frames(const struct victim *victim, uintptr_t address, uint64_t *frame, size_t count);
/* process_madvise() of the victim's [start, end): what it returns, with errno. */
ssize_t pages_advise(const struct victim *victim, uintptr_t start, uintptr_t end, int advice);
/* A row of /proc/vmstat, 0 if there is none. */
uint64_t pages_vmstat(const char *name);

#endif
