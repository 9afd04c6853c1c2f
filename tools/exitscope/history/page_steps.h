/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's steps of a kind of host: which rows changed from a kernel to the next, and the functions that did it. */
#ifndef HISTORY_PAGE_STEPS_H
#define HISTORY_PAGE_STEPS_H

#include "report/page.h"
#include "view.h"

void steps_write(struct page *page, const struct view *view);

#endif
