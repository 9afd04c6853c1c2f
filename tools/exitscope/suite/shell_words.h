/* SPDX-License-Identifier: GPL-2.0-only */
/* Words as a shell takes them. */
#ifndef SHELL_WORDS_H
#define SHELL_WORDS_H

#include <stdbool.h>

#include "lab/emulator.h"

/*
 * Adds the words of a text: quotes and backslashes as in a shell. Variables and commands are not
 * evaluated, but for $MAX_SMP, of which there are max_smp; `date +%s` in backticks is left in place for L1. False:
 * the text has others, or a quote is not closed, and *problem says so (to be freed).
 */
bool shell_words(struct words *words, const char *text, unsigned int max_smp, char **problem);

#endif
