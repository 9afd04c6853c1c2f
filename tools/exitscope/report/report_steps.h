/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed from one kept trace to the next, by function. */
#ifndef REPORT_STEPS_H
#define REPORT_STEPS_H

#include <stddef.h>

#include "exhibit.h"
#include "page.h"

/*
 * A section for each two traces of one lab and configuration that follow each other on the page: the rows that differ, with
 * their functions. False: a trace cannot be explained, which was said, and the page says so.
 */
bool report_steps(struct page *page, const struct exhibit *exhibits, size_t count);

#endif
