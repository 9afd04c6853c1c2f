/* SPDX-License-Identifier: GPL-2.0-only */
/* What L1's kernel says before the agent is up: of a kernel that does not boot, all that there is. */
#ifndef BOOT_H
#define BOOT_H

#include <stddef.h>

#include "plan/options.h"

struct boot {
	char *said; /* lines, each with its end; NULL: none yet */
	size_t length;
};

/* A line of L1's console. */
void boot_line(struct boot *boot, const char *line, size_t length);

/*
 * Says in one line that the kernel does not boot: the kernel's own first error, or why if it has
 * said nothing, and the log <lab>-boot.log beside the others, which holds all that it has said.
 */
void boot_failed(const struct boot *boot, const struct options *options, const char *why);
void boot_free(struct boot *boot);

#endif
