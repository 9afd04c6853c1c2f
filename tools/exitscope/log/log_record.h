/* SPDX-License-Identifier: GPL-2.0-only */
/* The JSON records of a log. */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include "log.h"

/* Takes a record, the text from `{` on; false if it does not parse. */
bool log_record(struct log *log, const char *json, size_t length);
/* Whether it would parse; takes nothing. */
bool log_record_whole(struct log *log, const char *json, const char *end);

#endif
