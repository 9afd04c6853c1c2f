/* SPDX-License-Identifier: GPL-2.0-only */
/* The labs: how each is started. */
#ifndef LAB_H
#define LAB_H

#include "base/blob.h"
#include "emulator.h"
#include "plan/options.h"

struct lab_kind {
	const char *title;		/* for people */
	const char *model;		/* L1's processor unless the configuration names one */
	const char *emulator;		/* as tools/lab/quirks has it; NULL where there is none */
	const char *program, *variable; /* what is run; the environment may name another */
	const char *asked,
		*before; /* the option that makes it say its version, behind these words */
	double timeout;	 /* seconds on the clock for each phase */
	double speed;	 /* seconds of lab time in a second on the clock, when busy */
	/* Whole command line; the blobs hold what it names as /dev/fd/<n>. False: said why. */
	bool (*command)(struct words *words, const char *model, const struct options *options,
			const struct blob *initrd, struct blob *image);
};

extern const struct lab_kind lab_kinds[];

/* The emulator's program: the option's, the environment's, or the one that is installed. */
const char *lab_program(const struct options *options);

#endif
