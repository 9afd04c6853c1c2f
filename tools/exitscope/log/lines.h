/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as lines of UTF-8, whatever they are written in. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A line without its end, which the callee may not keep. */
typedef void line_taker(void *data, const char *line, size_t length);

/*
 * Reads a file to its end: ASCII, UTF-8 or UTF-16 (by its mark, or by its first two characters), and lines that
 * end with LF, CRLF, or CR alone throughout. False: a reading error, errno says which.
 */
bool lines_read(FILE *file, line_taker *take, void *data);

#endif
