/* SPDX-License-Identifier: GPL-2.0-only */
/* What `git bisect run` is told of the commit that is checked out. */
#ifndef BISECT_H
#define BISECT_H

#include "try_options.h"

/* git's: what is neither of them, up to 124, would be bad, and what is above ends the bisection. */
enum bisect {
	BISECT_GOOD = 0,
	BISECT_BAD = 1,
	BISECT_SKIP = 125,
	BISECT_STOP = 128, /* plus a signal that ended it */
};

/* Builds, runs and judges; one line on standard output says what came of it. */
enum bisect bisect(struct try_options *options);

#endif
