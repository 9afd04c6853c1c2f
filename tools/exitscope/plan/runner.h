/* SPDX-License-Identifier: GPL-2.0-only */
/* What takes the place of guest and record in a boot of L1: it brings files, and takes frames. */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stddef.h>

struct blob;

struct runner {
	void *data; /* the first argument of each call */
	/* Adds its files to L1's, among them /job/suite (lab/agent/suite.c). False: said why. */
	bool (*pack)(void *data, struct blob *initrd);
	/*
	 * A frame that is not the boot's own, or with channel "console" a line of L1's console. *more is how
	 * many seconds on the clock the emulator may take from now on, 0: as before. False: stop the emulator.
	 */
	bool (*frame)(void *data, const char *channel, const char *text, size_t length,
		      double *more);
	/* The boot ended before its end, and why; late: by exitscope's own limit on the clock. */
	void (*lost)(void *data, const char *why, bool late);
};

#endif
