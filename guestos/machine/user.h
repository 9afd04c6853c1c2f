/* SPDX-License-Identifier: GPL-2.0-only */
/* Running a function at CPL 3. */
#ifndef EXITSCOPE_USER_H
#define EXITSCOPE_USER_H

#include "shared/types.h"

/*
 * Has the calling vCPU able to user_run(), and SYSCALL enter a call that does nothing. With @touched the stack of the
 * way back, an INT, is touched beforehand, so that the INT takes no exit for it (quirk stale-event).
 */
void user_init(bool touched);

/* Calls @fn at CPL 3 and returns when it has returned. */
void user_run(void (*fn)(void));

#endif
