/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's figures, or nothing where there is nothing to see. */
#ifndef REPORT_PLOTS_H
#define REPORT_PLOTS_H

#include "exhibit.h"
#include "page.h"

void report_exits(struct page *page, const struct exhibit *exhibit);
void report_round_trips(struct page *page, const struct exhibit *exhibit);
void report_shares(struct page *page, const struct exhibit *exhibit);
void report_paging(struct page *page, const struct exhibit *tdp, const struct exhibit *shadow);

#endif
