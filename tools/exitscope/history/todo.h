/* SPDX-License-Identifier: GPL-2.0-only */
/* Which kernels of a list the history has not. */
#ifndef HISTORY_TODO_H
#define HISTORY_TODO_H

#include <stdbool.h>

#include "store.h"

/*
 * Prints `LAB NAME PACKAGE SUITE CONFIG,...` of each kernel of @path (NAME PACKAGE SUITE a line, as tools/history/images lists them)
 * and lab of which a configuration is missing; with @retry also where the line says that it failed. In the order of what they tell: the newest of each series of
 * releases, the oldest of each, the rest of the line, then builds beside it. False: said why.
 */
bool todo_print(const struct store *store, const char *path, bool retry);

#endif
