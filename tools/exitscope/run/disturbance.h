/* SPDX-License-Identifier: GPL-2.0-only */
/* What L1 did to the VM while its rows ran, held against the rows that the guest calls disturbed. */
#ifndef DISTURBANCE_H
#define DISTURBANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "log/log.h"

/* So far, at a handshake. */
struct taken {
	uint64_t pages;	       /* how often some were taken from the VM */
	uint64_t begun, ended; /* writes of the vCPUs' registers */
};

struct disturbance {
	struct taken *taken;
	size_t handshakes;
	char **told; /* what each disturber says that it has done, `375 ksm: pages merged, ...` */
	unsigned int disturbers; /* that have told */
};

/* Takes a frame of the agent; false if it is none of these. */
bool disturbance_frame(struct disturbance *disturbance, const char *channel, const char *text);

/*
 * A failure if a row is disturbed during which the host did not do what disturbs in that way: whoever caused
 * its exits, the host did not. Incomplete if not all of those that were to disturb, so many, have done something. Else a pass.
 * Prints what it finds. If incomplete, @why becomes what is missing and what to do, to be freed; else NULL.
 */
enum status disturbance_check(const struct disturbance *disturbance, unsigned int wanted,
			      const struct log *log, FILE *to, char **why);
void disturbance_free(struct disturbance *disturbance);

#endif
