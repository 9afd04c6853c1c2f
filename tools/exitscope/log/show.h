/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope show: the table and the verdict of a log that is there already. */
#ifndef SHOW_H
#define SHOW_H

int command_show(int argc, char **argv);

#endif
