/* SPDX-License-Identifier: GPL-2.0-only */
/* The trees as JSON, in a file of their own or in a page. */
#ifndef CALLS_FORMAT_TREE_H
#define CALLS_FORMAT_TREE_H

#include <stdio.h>

#include "both.h"

void format_tree_data(const struct parts *parts, FILE *to);

#endif
