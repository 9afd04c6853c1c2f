/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope run: boots of a lab, and what came of them. */
#ifndef RUN_H
#define RUN_H

int command_run(int argc, char **argv);

#endif
