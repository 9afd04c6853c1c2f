/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WITNESS_H
#define WITNESS_H

#include <stdint.h>

/* Begins to count hits of `system/event` that fit the filter (" if ...", or ""). 0, or -1 after an error frame. */
int witness_open(const char *event, const char *filter);
uint64_t witness_hits(const char *event);
void witness_close(const char *event, const char *filter);

#endif
