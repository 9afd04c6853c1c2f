/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels that `try` runs: built by tools/lab/tree_commit.sh. */
#ifndef TRY_KERNEL_H
#define TRY_KERNEL_H

#include <stdbool.h>

#include "base/status.h"

struct try_kernel {
	char *name;   /* a folder of build/lab */
	char *called; /* the commit and its subject */
};

/* Whether there is what builds kernels. False: said what it takes. */
bool try_kernel_possible(void);

/*
 * Builds the kernel of a commit, or for NULL of what is checked out in the tree. Anything but STATUS_PASS: said
 * why. STATUS_NO_KERNEL: it does not build; the kernel has a name then too.
 */
enum status try_kernel_build(struct try_kernel *kernel, const char *tree, const char *commit);
void try_kernel_free(struct try_kernel *kernel);

#endif
