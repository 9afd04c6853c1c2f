/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope history: what exits cost over kernels. */
#ifndef HISTORY_H
#define HISTORY_H

int command_history(int argc, char **argv);

#endif
