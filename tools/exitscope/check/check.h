/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope check: logs held against expectations. */
#ifndef CHECK_H
#define CHECK_H

int command_check(int argc, char **argv);

#endif
