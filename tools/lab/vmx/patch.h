/* SPDX-License-Identifier: GPL-2.0-only */
/* Changes of the program that a library is preloaded into. */
#ifndef PATCH_H
#define PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code of a function that the program exports, and its bytes; NULL: there is none of that name. */
__attribute__((visibility("hidden"))) unsigned char *code_of(const char *name, size_t *size);

/* Writes @size bytes over code at @at. False: that is not allowed, errno says why. */
__attribute__((visibility("hidden"))) bool patch(void *at, const void *bytes, size_t size);

#define PATCH_JUMP 12 /* bytes */

/* Makes the code at @at a jump to the function at @to; it changes RAX. */
__attribute__((visibility("hidden"))) bool patch_jump(void *at, uintptr_t to);

#endif
