/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison for people. */
#ifndef CALLS_FORMAT_TEXT_H
#define CALLS_FORMAT_TEXT_H

#include <stdio.h>

#include "both.h"

/* What each function of each row has gained or lost. */
void format_changes(const struct parts *parts, FILE *to);

#endif
