/* SPDX-License-Identifier: GPL-2.0-only */
/* Has the rows explained that got dearer or cheaper, on both kernels. */
#ifndef TRY_EXPLAIN_H
#define TRY_EXPLAIN_H

#include "base/status.h"
#include "compare/compare.h"
#include "compare/sets.h"
#include "try_boots.h"
#include "try_kernel.h"
#include "try_options.h"

struct try_explain {
	const struct try_options *options;
	const struct try_boots *boots;
	const struct try_kernel *kernel[2];
};

/*
 * For diff: each configuration with such rows is booted once more with each kernel, for those rows alone, the options->explain
 * that changed most; its traces are kept beside its logs, and are its group's. @data: a struct try_explain. What could not be explained
 * was said, and the status is the worst of those.
 */
enum status try_explain(const struct comparison *comparison, struct sets *sets, void *data);

#endif
