/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison for people. */
#ifndef CALLS_FORMAT_TEXT_H
#define CALLS_FORMAT_TEXT_H

#include <stdio.h>

#include "both.h"

/* What each function of each row has gained or lost. */
void format_changes(const struct parts *parts, FILE *to);

/*
 * Of one row, for a line of another table: the @most functions that differ most, `kvm_cpuid +30, ...`, or nothing. To be freed; NULL:
 * the row is not there.
 */
char *format_most_changed(const struct parts *parts, const char *row, size_t most);

#endif
