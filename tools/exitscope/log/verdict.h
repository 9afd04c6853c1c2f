/* SPDX-License-Identifier: GPL-2.0-only */
/* What a log says as a whole. */
#ifndef VERDICT_H
#define VERDICT_H

#include "base/status.h"
#include "log.h"

/* *why (to be freed) says it in words. */
enum status log_verdict(const struct log *log, char **why);

#endif
