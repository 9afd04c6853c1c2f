/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope diff: two sets of logs compared. */
#ifndef DIFF_H
#define DIFF_H

int command_diff(int argc, char **argv);

#endif
