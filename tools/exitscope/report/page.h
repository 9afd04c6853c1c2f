/* SPDX-License-Identifier: GPL-2.0-only */
/* A page that is being written: its cells and the heads of its tables. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stdio.h>

struct page {
	FILE *to;
	unsigned int figures; /* so far, which numbers them */
	bool good;	      /* all plots were made */
};

/* Up to the first row. Columns whose name begins with `#` are of numbers; NULL behind the last. */
void page_table(struct page *page, const char *id, const char *caption, const char *const *columns);
void page_table_end(struct page *page);

void page_text(struct page *page, const char *text);
/* Cells of numbers, empty where there is none: whole with groups of digits, and with four digits. */
void page_number(struct page *page, bool there, double value);
void page_ratio(struct page *page, bool there, double value);

#endif
