/* SPDX-License-Identifier: GPL-2.0-only */
/* Running a function at CPL 3. */
#ifndef EXITSCOPE_USER_H
#define EXITSCOPE_USER_H

/* Has the calling vCPU able to user_run(), and SYSCALL enter a call that does nothing. */
void user_init(void);

/* Calls @fn at CPL 3 and returns when it has returned. */
void user_run(void (*fn)(void));

#endif
