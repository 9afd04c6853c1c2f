/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a guest's serial log: KTAP 1, with JSON records in the lines that begin `# exitscope {`. */
#ifndef PARSE_H
#define PARSE_H

#include "log.h"

/* A line as it comes, with its end or without. Behind the last one log_done() settles what is open. */
void log_line(struct log *log, const char *line, size_t length);
void log_done(struct log *log);
/* All of a file's. */
bool log_read(struct log *log, FILE *file); /* false: a reading error, errno says which */
/* The log of that name (- is standard input), compressed or not. False: said why. */
bool log_open(struct log *log, const char *path);

#endif
