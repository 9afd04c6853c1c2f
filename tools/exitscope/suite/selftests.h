/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's KVM selftests, as tests/selftests builds and lists them. */
#ifndef SELFTESTS_H
#define SELFTESTS_H

#include "base/status.h"
#include "plan/labs.h"
#include "tests.h"

/*
 * Makes a suite of @directory/selftests/suite.<lab>: lines `NAME SECONDS BUSY HUGE PROGRAM [WORD...]`, with the most seconds
 * of lab time and of the processor, and pages of 2 MiB; and `not NAME CAUSE` for one that is not run, `own NAME` for one named before that tests what the project adds. All files of the
 * folder are laid over L1's. STATUS_USAGE for a line that is none of these, STATUS_CANNOT_RUN without a list, after a message.
 */
enum status selftests_read(struct suite *suite, const char *directory, enum lab lab);

#endif
