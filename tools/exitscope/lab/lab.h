/* SPDX-License-Identifier: GPL-2.0-only */
/* The labs: how each is started. */
#ifndef LAB_H
#define LAB_H

#include "base/blob.h"
#include "emulator.h"
#include "plan/config.h"

struct lab_kind {
	const char *title; /* for people */
	const char *model; /* L1's processor unless the configuration names one */
	double timeout;	   /* seconds on the clock for each phase */
	double speed;	   /* seconds of lab time in a second on the clock, when busy */
	/* Whole command line; the blobs hold what it names as /dev/fd/<n>. False: said why. */
	bool (*command)(struct words *words, const char *model, const struct options *options,
			const struct blob *initrd, struct blob *image);
};

extern const struct lab_kind lab_kinds[];

/* job.c: an initramfs with the job for these configurations, which share a boot. */
bool job_initrd(struct blob *initrd, const struct configs *configs, const struct options *options,
		const char *image);

/* kvm.c: the command line for a guest on this machine itself. False: said why. */
bool kvm_command(struct words *words, const struct config *config, const char *image);

/* The same in plain emulation, where there are no exits to count. */
void tcg_command(struct words *words, const struct config *config, const char *image);

/*
 * session.c: runs configurations that share a boot (one alone in the kvm lab), *begun of them: one that takes L1 with it leaves the rest for another boot.
 */
enum status session_run(const struct configs *configs, const struct options *options,
			const char *image, size_t *begun);

#endif
