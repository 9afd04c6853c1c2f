/* SPDX-License-Identifier: GPL-2.0-only */
/* `[   12.345678] `, which a kernel puts before its lines: theirs get in among the guest's. */
#ifndef STAMP_H
#define STAMP_H

/* Behind the stamp that is at at; at itself if there is none. */
const char *stamp_skip(const char *at, const char *end);
/* The first stamp from at on, or end. */
const char *stamp_find(const char *at, const char *end);

#endif
