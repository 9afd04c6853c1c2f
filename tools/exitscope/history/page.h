/* SPDX-License-Identifier: GPL-2.0-only */
/* The history as a page. */
#ifndef HISTORY_PAGE_H
#define HISTORY_PAGE_H

#include <stdio.h>

#include "store.h"

void page_write(const struct store *store, FILE *to);

#endif
