/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own count of exits, held against the guest's and against the patch's debugfs. */
#ifndef ORACLE_H
#define ORACLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "histogram.h"
#include "log/log.h"

struct oracle {
	struct histogram *window; /* totals at each handshake, the first before any workload */
	size_t windows;
	struct histogram life, vcpus;
	unsigned int lives, vcpu_count;
};

/* Takes a frame of the agent; false if it is not one of the oracle's. */
bool oracle_frame(struct oracle *oracle, const char *channel, const char *text);

/* Prints what differs; a pass, a failure, or incomplete if something to compare is missing. */
enum status oracle_check(const struct oracle *oracle, const struct log *log, FILE *to);
/*
 * The VM was to die of a triple fault: a pass if the kernel counted that one exit and debugfs tells
 * the same of the whole life. *why, to be freed, says it in words.
 */
enum status oracle_death(const struct oracle *oracle, const struct log *log, FILE *to, char **why);

/* Lines of `reason count`, for `exitscope coverage`. False: errno says why. */
bool oracle_write_life(const struct oracle *oracle, const char *path);
void oracle_free(struct oracle *oracle);

#endif
