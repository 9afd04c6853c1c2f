/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope suite: other people's tests, in a lab. */
#ifndef SUITE_COMMAND_H
#define SUITE_COMMAND_H

/* exitscope suite kvm-unit-tests|selftests DIR [TEST...]: its exit status. */
int command_suite(int argc, char **argv);

#endif
