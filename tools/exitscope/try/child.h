/* SPDX-License-Identifier: GPL-2.0-only */
/* Work in a process of its own: what ends it, with a message or without, ends only that. */
#ifndef CHILD_H
#define CHILD_H

#include "base/status.h"

/*
 * Runs work(data) in a child whose standard output is the descriptor output, and whose exit status is
 * what work() returns. Returns that status, or STATUS_SIGNAL plus the signal that ended the child. SIGINT, SIGTERM and SIGHUP
 * are handed on to the child and all that it has started, and waited for; then the status is STATUS_SIGNAL plus that signal.
 */
enum status child_run(int (*work)(void *data), void *data, int output);

#endif
