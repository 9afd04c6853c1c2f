/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory, strings, numbers and globs. The names are C's, and so is the meaning. */
#ifndef EXITSCOPE_STRING_H
#define EXITSCOPE_STRING_H

#include "shared/types.h"

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
bool starts_with(const char *s, const char *prefix);

/* Whether @s matches @glob, in which `*` stands for any text and `?` for any character. */
bool glob_match(const char *glob, const char *s);

/* Reads all of @s as a decimal or 0x number; false (and *@value untouched) if it is not one. */
bool parse_u64(const char *s, u64 *value);

/*
 * C's vsnprintf() for %c %s %d %u %x with the lengths none, `l` and `ll`, a width and `0` or `-`.
 * Returns the length written, without the NUL, never more than @size - 1.
 */
size_t format(char *to, size_t size, const char *fmt, va_list args);

/* The same with its arguments written out; returns @to. */
const char *format_into(char *to, size_t size, const char *fmt, ...) __printf(3, 4);

#endif
