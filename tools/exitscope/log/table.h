/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of a log. */
#ifndef LOG_TABLE_H
#define LOG_TABLE_H

#include "log.h"

void log_table(const struct log *log, FILE *to);

#endif
