/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a guest's serial log: KTAP 1, with JSON records in the lines that begin `# exitscope {`. */
#ifndef PARSE_H
#define PARSE_H

#include "log.h"

void log_line(struct log *log, const char *line, size_t length);
bool log_read(struct log *log, FILE *file); /* false: a reading error, errno says which */
/* The log of that name (- is standard input). False: said why. */
bool log_open(struct log *log, const char *path);

#endif
