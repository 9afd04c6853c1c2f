/* SPDX-License-Identifier: GPL-2.0-only */
/* The history for a terminal: of each kind of host its steps, with the functions of each. */
#ifndef HISTORY_TEXT_H
#define HISTORY_TEXT_H

#include <stdio.h>

#include "store.h"

void text_write(const struct store *store, FILE *to);

#endif
