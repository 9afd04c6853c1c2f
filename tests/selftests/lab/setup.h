/* SPDX-License-Identifier: GPL-2.0-only */
/* What tests want of L1. */
#ifndef SETUP_H
#define SETUP_H

#include <stdbool.h>

/* False, with a line that says why, if it cannot be had. */
bool setup_once(void);
bool setup_huge_pages(unsigned int pages);

#endif
