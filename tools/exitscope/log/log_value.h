/* SPDX-License-Identifier: GPL-2.0-only */
/* What follows from a result's figures. */
#ifndef LOG_VALUE_H
#define LOG_VALUE_H

#include "log.h"

/* Whether a count is not what was expected. */
bool log_exit_wrong(const struct log_exit *exit);
/* Whether exits were counted at all: not without counters, nor in a row that was skipped. */
bool log_counted(const struct log *log, const struct log_result *result);
/* Mean cycles of an operation that were spent neither in the host nor in the guest: the switch. */
bool log_transition(const struct log *log, const struct log_result *result, double *cycles);
/* "pass", "fail", "skip", "none". */
const char *outcome_name(enum outcome outcome);

#endif
