/* SPDX-License-Identifier: GPL-2.0-only */
/* The page that `exitscope report` writes. */
#ifndef REPORT_H
#define REPORT_H

#include "log/log.h"

/* A log on the page. */
struct exhibit {
	struct log log;
	char *name; /* <lab>-<config>, or the file's name without `.log` */
	enum status status;
	char *why;
};

/* Numbers the plots of a page. */
struct page {
	FILE *to;
	unsigned int figures;
	bool good; /* all plots were made */
};

/* report_style.c: whole style sheet. */
extern const char report_style[];

/* report_plots.c: a figure each, or nothing where there is nothing to see. */
void report_exits(struct page *page, const struct exhibit *exhibit);
void report_round_trips(struct page *page, const struct exhibit *exhibit);
void report_shares(struct page *page, const struct exhibit *exhibit);
void report_paging(struct page *page, const struct exhibit *tdp, const struct exhibit *shadow);

/* report_tables.c */
void report_logs(struct page *page, const struct exhibit *exhibits, size_t count);
void report_results(struct page *page, const struct exhibit *exhibit, size_t number);
void report_pairs(struct page *page, const struct exhibit *tdp, const struct exhibit *shadow,
		  size_t number);

/* Of two logs: the row of the other log, NULL if it has none that was counted. */
const struct log_result *report_other(const struct exhibit *other, const struct log_result *result);
/* Whether paging makes a difference: other exits, not by the host's chance, or a twentieth of cycles. */
bool report_differ(const struct log_result *a, const struct log_result *b);
/* All exits of an operation but the host's own. */
double report_exits_per_op(const struct log_result *result);

#endif
