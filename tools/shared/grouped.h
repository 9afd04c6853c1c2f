/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that people can read: 1,234,567. */
#ifndef SHARED_GROUPED_H
#define SHARED_GROUPED_H

#include <stdint.h>

/* Room for any of them. */
#define GROUPED 32

/* Writes the number into text, which it returns. */
const char *grouped(uint64_t number, char text[GROUPED]);

#endif
