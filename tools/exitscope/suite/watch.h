/* SPDX-License-Identifier: GPL-2.0-only */
/* Follows a test by what the agent tells of it, and makes facts of that. */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdio.h>

#include "facts.h"

struct watch {
	const char *folder; /* for what tests print */
	FILE *log;	    /* the test's */
	struct facts facts;
	bool assertion;	 /* the next line says which failed */
	char *last_word; /* of a kernel that dies, in this boot; or NULL */
	bool open;	 /* a test is being run */
	bool ended;	 /* facts are all there, for whoever takes them away and clears this */
};

/* L1 boots once more. */
void watch_boot(struct watch *watch);

/* A frame. False: the test's log cannot be written, and it was said. */
bool watch_frame(struct watch *watch, const char *channel, const char *text, size_t length);

/* L1 is gone, and why; late: by the limit on the clock. False: no test was being run. */
bool watch_lost(struct watch *watch, const char *why, bool late);

void watch_free(struct watch *watch);

#endif
