/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of a command that `try` runs in a child. */
#ifndef TRY_WORDS_H
#define TRY_WORDS_H

#include "plan/labs.h"
#include "try_kernel.h"
#include "try_options.h"

struct try_words {
	char **word; /* NULL behind the last */
	int count;
};

/* Both are copied; @value NULL: none. */
void try_words_add(struct try_words *words, const char *word, const char *value);

/* The command's name, and all that says what is booted and what the guest is told. */
void try_words_boot(struct try_words *words, const struct try_options *options,
		    const struct try_kernel *kernel, enum lab lab, const char *config);
void try_words_free(struct try_words *words);

#endif
