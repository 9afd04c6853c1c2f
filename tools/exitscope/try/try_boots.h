/* SPDX-License-Identifier: GPL-2.0-only */
/* The boots of one kernel: one for each configuration, so that nothing that ran before is part of what it costs. */
#ifndef TRY_BOOTS_H
#define TRY_BOOTS_H

#include "base/status.h"
#include "log/paths.h"
#include "plan/labs.h"
#include "try_kernel.h"
#include "try_options.h"

struct try_boot {
	enum lab lab;
	char *config;
};

struct try_boots {
	struct try_boot *boot;
	size_t count;
};

/* False: a configuration's name is wrong, or there is no lab; said why, *status says which. */
bool try_boots_choose(struct try_boots *boots, const struct try_options *options,
		      enum status *status);

/* Where a kernel's logs are, to be freed. */
char *try_boots_folder(const struct try_options *options, const struct try_kernel *kernel);

/*
 * Runs them, and adds the logs that they have written. The worst of their statuses: 0 or 1, or what keeps the
 * kernel from being judged.
 */
enum status try_boots_run(const struct try_boots *boots, const struct try_options *options,
			  const struct try_kernel *kernel, struct paths *logs);
void try_boots_free(struct try_boots *boots);

#endif
