/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of words with commas between them. */
#ifndef EXITSCOPE_LIST_H
#define EXITSCOPE_LIST_H

#include "shared/types.h"

/* The next word of *@list into @word (@size bytes), moving *@list on; false after the last. */
bool list_next(const char **list, char *word, size_t size);

/* Whether @name is one of @list. */
bool list_has(const char *list, const char *name);

#endif
