/* SPDX-License-Identifier: GPL-2.0-only */
/* exitscope coverage: which exit reasons the logs have reached, and why not the others. */
#ifndef COVER_H
#define COVER_H

int command_coverage(int argc, char **argv);

#endif
