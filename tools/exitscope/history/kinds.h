/* SPDX-License-Identifier: GPL-2.0-only */
/* What each kernel is measured in: both vendors, both kinds of paging. */
#ifndef HISTORY_KINDS_H
#define HISTORY_KINDS_H

struct kind {
	const char *lab, *config;
	const char *name; /* for people: `VMX with EPT` */
	const char *paging;
};

#define KINDS 4

extern const struct kind kinds[KINDS];

#endif
