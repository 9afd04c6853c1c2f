/* SPDX-License-Identifier: GPL-2.0-only */
/* Names that a pattern means. */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>

/* Whether a name fits a glob of `*` and `?`, as the guest's run= has them. */
bool glob_match(const char *glob, const char *name);

#endif
