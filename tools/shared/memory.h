/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is there, or the program ends with status 3. To be freed with free(). */
#ifndef SHARED_MEMORY_H
#define SHARED_MEMORY_H

#include <stddef.h>

/* All zeros. */
void *allocate(size_t size);
void *grow(void *old, size_t size);
/* What printf() would print. */
char *print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
