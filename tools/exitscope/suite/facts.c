// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "shared/memory.h"

struct facts *facts_of(const struct facts_file *file, const char *test)
{
	for (size_t i = 0; i < file->count; i++)
		if (!strcmp(file->facts[i].test, test))
			return &file->facts[i];
	return NULL;
}

void facts_add(struct facts_file *file, const struct facts *facts)
{
	struct facts *old = facts_of(file, facts->test);

	if (old) {
		facts_free(old);
	} else {
		file->facts = grow(file->facts, (file->count + 1) * sizeof(*facts));
		old = &file->facts[file->count++];
	}
	*old = *facts;
}

void facts_free(struct facts *facts)
{
	free(facts->test);
	free(facts->end);
	free(facts->last);
	free(facts->erred);
	for (size_t i = 0; i < facts->failed_count; i++)
		free(facts->failed[i]);
	free(facts->failed);
	free(facts->skipped);
	free(facts->complaint);
	free(facts->exits.row);
	memset(facts, 0, sizeof(*facts));
}

void facts_file_free(struct facts_file *file)
{
	struct facts_header *header = &file->header;
	char *words[] = { header->suite,   header->lab,	     header->config, header->kernel,
			  header->modules, header->emulator, header->release };

	for (size_t i = 0; i < file->count; i++)
		facts_free(&file->facts[i]);
	free(file->facts);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		free(words[i]);
	memset(file, 0, sizeof(*file));
}
