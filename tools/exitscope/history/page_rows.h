/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's table of a kind of host: a row an operation, what it takes from kernel to kernel, and as a picture. */
#ifndef HISTORY_PAGE_ROWS_H
#define HISTORY_PAGE_ROWS_H

#include "report/page.h"
#include "view.h"

void rows_write(struct page *page, const struct view *view);
/* `+9.1 %`, in the color of its sign. */
void rows_percent(struct page *page, double percent);

#endif
