/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest without counters that the host counts for (its option counted=): what it expects of each row
 * and what the host's histogram found become the result that a guest with counters would have printed.
 */
#ifndef HOSTCOUNT_H
#define HOSTCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../guestos/shared/reasons.h"
#include "histogram.h"

struct json_object;

struct hostcount {
	/* Where lines go when they are whole; false: no more can be taken. */
	bool (*put)(void *data, const char *line, size_t length);
	void *data;

	enum isa isa; /* ISA_NONE until the guest has said that the host counts */
	unsigned int pass, fail, skip;
	unsigned int disturbed;	    /* of those skipped */
	struct json_object *result; /* a row that waits for its counts */
	char *line;		    /* and its result line, as the guest printed it */
};

/* A whole line of the guest. False: put() took no more. */
bool hostcount_line(struct hostcount *counts, const char *line, size_t length);

/*
 * What was counted by the end of the row before, and by the end of this: judges the row that waits,
 * if there is one. The host's count has one exit more than the row's, the CPUID that closes its window.
 */
bool hostcount_window(struct hostcount *counts, const struct histogram *before,
		      const struct histogram *after);

/* After the guest's last line: a row that still waits goes out as the guest said it, uncounted. */
bool hostcount_end(struct hostcount *counts);

#endif
