/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of a row's exits had which of its reasons. */
#ifndef EXPLAIN_REASON_H
#define EXPLAIN_REASON_H

#include "log/log.h"
#include "operation.h"

/*
 * Sets each exit's reason, of an operation of @result's workload. A trace does not have the reasons, the counters have them, for all
 * operations together. Where they have counted one reason alone, or each exit's instruction or KVM's handler
 * fits one of them, and as many as were counted, the reasons are told; else all stay NULL.
 */
void reason_set(struct explained_op *op, const struct log_result *result);

#endif
