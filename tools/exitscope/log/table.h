/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

/* 1332 as 1,332. */
void table_grouped(char *to, size_t room, uint64_t value);

#endif
