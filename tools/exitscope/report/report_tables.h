/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's tables. */
#ifndef REPORT_TABLES_H
#define REPORT_TABLES_H

#include <stddef.h>

#include "exhibit.h"
#include "page.h"

void report_logs(struct page *page, const struct exhibit *exhibits, size_t count);
void report_results(struct page *page, const struct exhibit *exhibit, size_t number);
/* Nested paging beside shadow paging, with the figure of the same. */
void report_pairs(struct page *page, const struct exhibit *tdp, const struct exhibit *shadow,
		  size_t number);

#endif
