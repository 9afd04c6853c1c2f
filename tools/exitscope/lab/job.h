/* SPDX-License-Identifier: GPL-2.0-only */
/* The job: what the agent in L1 is to do, as it finds it in its initramfs. */
#ifndef JOB_H
#define JOB_H

#include "base/blob.h"
#include "plan/config.h"
#include "plan/options.h"

/* The lab's initramfs with the job for these configurations, which share a boot. False: said why. */
bool job_initrd(struct blob *initrd, const struct configs *configs, const struct options *options,
		const char *image);

#endif
