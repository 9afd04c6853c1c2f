/* SPDX-License-Identifier: GPL-2.0-only */
/* A list of tests, each a program of its own, in place of a guest. */
#ifndef SUITE_H
#define SUITE_H

#define SUITE_FILE "/job/suite"

/* Runs all that SUITE_FILE lists, with KVM loaded. What cannot be run is an error frame. */
void suite_run(void);

#endif
