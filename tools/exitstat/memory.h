/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is there, or the program ends; and the words for what is wrong. To be freed with free(). */
#ifndef EXITSTAT_MEMORY_H
#define EXITSTAT_MEMORY_H

#include <stddef.h>

void *allocate(size_t size);
void *grow(void *old, size_t size);
char *format(const char *text, ...) __attribute__((format(printf, 1, 2)));

/* One line on standard error. */
void error(const char *text, ...) __attribute__((format(printf, 1, 2)));

#endif
