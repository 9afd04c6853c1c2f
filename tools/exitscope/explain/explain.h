/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope explain: every instruction of an exit, by function. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

int command_explain(int argc, char **argv);

#endif
