/* SPDX-License-Identifier: GPL-2.0-only */
/* What terminals, encodings and collectors of logs add within a line. */
#ifndef CLEAN_H
#define CLEAN_H

#include <stddef.h>

/*
 * Takes colours, cursor movements and other escape sequences, byte order marks and the carriage returns at
 * the end, however they are written, out of a line, in place. Its new length.
 */
size_t clean_line(char *line, size_t length);
/* Whether there is anything to take out; most lines have nothing. */
int clean_needed(const char *line, size_t length);
/*
 * A line of a log whose lines are JSON or YAML objects (LAVA, docker's json-file, journalctl -o json): the text in
 * it, to be freed; an empty one if it is not the console's. NULL: it is no such line.
 */
char *clean_unwrapped(const char *line, size_t length);

#endif
