/* SPDX-License-Identifier: GPL-2.0-only */
/* A boot of L1 and the configurations that share it. */
#ifndef SESSION_H
#define SESSION_H

#include <stddef.h>

#include "base/status.h"
#include "plan/config.h"
#include "plan/options.h"

/*
 * Runs configurations that share a boot (one alone in the kvm lab), *begun of them: one that takes L1
 * with it leaves the rest for another boot.
 */
enum status session_run(const struct configs *configs, const struct options *options,
			const char *image, size_t *begun);

#endif
