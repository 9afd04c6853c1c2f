/* SPDX-License-Identifier: GPL-2.0-only */
/* When all is lost: whoever finds that out says why, and the run ends as main.c has told. */
#ifndef EXITSCOPE_PANIC_H
#define EXITSCOPE_PANIC_H

#include "shared/types.h"

/* Has panic() call @end, which says in the log why the run ends, and does not return. */
void panic_calls(void (*end)(const char *why));

/* Ends the run as failed, for @why. Any vCPU may call this, and an interrupt's handler. */
void __noreturn panic(const char *why);

#endif
