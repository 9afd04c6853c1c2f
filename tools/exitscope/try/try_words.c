// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "base/build_path.h"
#include "shared/memory.h"
#include "try_words.h"

/* All rows in less than a minute, after KVM has settled. */
#define GUEST "ops=100 quiet settle=1500"

void try_words_add(struct try_words *words, const char *word, const char *value)
{
	words->word = grow(words->word, (words->count + 3) * sizeof(*words->word));
	words->word[words->count++] = print("%s", word);
	if (value)
		words->word[words->count++] = print("%s", value);
	words->word[words->count] = NULL;
}

void try_words_boot(struct try_words *words, const struct try_options *options,
		    const struct try_kernel *kernel, enum lab lab, const char *config)
{
	char *append = options->append ? print(GUEST " %s", options->append) : print(GUEST);
	char *image = options->image ? print("%s", options->image) : build_path("exitscope.elf");

	try_words_add(words, "exitscope try", NULL);
	try_words_add(words, "--stock", NULL);
	try_words_add(words, "--kernel", kernel->name);
	try_words_add(words, "--append", append);
	try_words_add(words, "--image", image);
	if (options->kvm_args)
		try_words_add(words, "--kvm-args", options->kvm_args);
	if (options->timeout)
		try_words_add(words, "--timeout", options->timeout);
	try_words_add(words, "--lab", lab_names[lab]);
	try_words_add(words, "--config", config);
	free(append);
	free(image);
}

void try_words_free(struct try_words *words)
{
	while (words->count)
		free(words->word[--words->count]);
	free(words->word);
}
