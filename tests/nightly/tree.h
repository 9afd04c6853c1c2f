/* SPDX-License-Identifier: GPL-2.0-only */
/* What is checked out. */
#ifndef NIGHTLY_TREE_H
#define NIGHTLY_TREE_H

#include <stdbool.h>

/* The two lines that a shell's command says, to be freed. False: it does not, and it was said. */
bool tree_read(const char *command, char **id, char **called);

#endif
