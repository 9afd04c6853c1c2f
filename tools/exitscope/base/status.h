/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command comes to. */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>

/* Exit statuses: part of the interface, see --help. */
enum status {
	STATUS_PASS = 0,
	STATUS_FAIL = 1, /* a workload failed, or the oracle disagrees */
	STATUS_USAGE = 2,
	STATUS_CANNOT_RUN = 3,
	STATUS_SKIP = 4,       /* nothing asserted: no exit counters */
	STATUS_INCOMPLETE = 5, /* no end record, a damaged log, or out of time */
	STATUS_NO_KERNEL = 6,  /* L1's kernel does not boot; tools/lab/tree.sh: it does not build */
	STATUS_SIGNAL = 128,   /* plus the signal that ended it */
};

/* Of two statuses the one that a run of both has. */
enum status status_worse(enum status a, enum status b);
/* Whether a log was read whole: it passed, failed, or asserted nothing. */
bool status_whole(enum status status);
const char *status_name(enum status status);

#endif
