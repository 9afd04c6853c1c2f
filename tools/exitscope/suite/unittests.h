/* SPDX-License-Identifier: GPL-2.0-only */
/* kvm-unit-tests: its x86/unittests.cfg, as docs/unittests.rst there has the format. */
#ifndef UNITTESTS_H
#define UNITTESTS_H

#include "base/status.h"
#include "tests.h"

/* How the tests are to be run. */
struct unittests_how {
	bool all;	      /* those of the group nodefault too */
	const char *group;    /* those of this group alone, NULL: any */
	double busy;	      /* seconds of L1's processor for each */
	unsigned int max_smp; /* what $MAX_SMP stands for */
};

/*
 * Makes a suite of the entries of @directory/x86/unittests.cfg, in their order: of a built checkout for
 * x86_64. What keeps an entry from being run is said with it, and it stays in the suite. STATUS_USAGE for a file that is not
 * of that format, STATUS_CANNOT_RUN for one that cannot be read, after a message.
 */
enum status unittests_read(struct suite *suite, const char *directory,
			   const struct unittests_how *how);

#endif
