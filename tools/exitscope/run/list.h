/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope list: the guest's workloads. */
#ifndef LIST_H
#define LIST_H

int command_list(int argc, char **argv);

#endif
