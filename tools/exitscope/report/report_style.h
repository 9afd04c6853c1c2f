/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's style sheet, whole. */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

extern const char report_style[];

#endif
