// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "chains.h"
#include "shared/memory.h"

/* Functions within each other at one address, at most. */
#define DEEPEST 64

#define BUCKETS 4096

struct known {
	uint64_t address;
	const char *module;
	struct chain chain;
};

struct text {
	struct text *next;
	char text[];
};

struct inlined {
	struct inlined *next;
	struct function function;
};

struct chains {
	struct known *known;
	size_t count, room;
	/* Each once, by what it hashes to. */
	struct text *texts[BUCKETS];
	struct inlined *functions[BUCKETS];
};

struct chains *chains_new(void)
{
	return allocate(sizeof(struct chains));
}

void chains_free(struct chains *chains)
{
	if (!chains)
		return;
	for (size_t i = 0; i < chains->count; i++)
		free((void *)chains->known[i].chain.link);
	free(chains->known);
	for (size_t i = 0; i < BUCKETS; i++) {
		struct inlined *inlined;
		struct text *text;

		while ((inlined = chains->functions[i])) {
			chains->functions[i] = inlined->next;
			free(inlined);
		}
		while ((text = chains->texts[i])) {
			chains->texts[i] = text->next;
			free(text);
		}
	}
	free(chains);
}

static size_t bucket_of(const char *text)
{
	uint32_t hash = 2166136261;

	while (*text)
		hash = (hash ^ (uint8_t)*text++) * 16777619;
	return hash % BUCKETS;
}

static const char *text_of(struct chains *chains, const char *text)
{
	struct text **at = &chains->texts[bucket_of(text)];

	for (; *at; at = &(*at)->next)
		if (!strcmp((*at)->text, text))
			return (*at)->text;
	*at = allocate(sizeof(**at) + strlen(text) + 1);
	return strcpy((*at)->text, text);
}

/* @module is chains'. */
static const struct function *function_of(struct chains *chains, const char *name,
					  const char *module)
{
	struct inlined **at = &chains->functions[bucket_of(name)];

	for (; *at; at = &(*at)->next)
		if ((*at)->function.module == module && !strcmp((*at)->function.name, name))
			return &(*at)->function;
	*at = allocate(sizeof(**at));
	(*at)->function = (struct function){ text_of(chains, name), module, .named = true };
	return &(*at)->function;
}

void chains_add(struct chains *chains, uint64_t address, const char *module,
		const struct chain_words *words, size_t links)
{
	struct chain_link *link = allocate(links * sizeof(*link));

	module = text_of(chains, module);
	for (size_t i = 0; i < links; i++) {
		link[i].function = i ? function_of(chains, words[i].function, module) : NULL;
		if (words[i].file)
			link[i].at =
				(struct source){ text_of(chains, words[i].file), words[i].line };
	}
	if (chains->count == chains->room)
		chains->known = grow(chains->known, (chains->room = chains->room * 2 + 1024) *
							    sizeof(*chains->known));
	chains->known[chains->count++] =
		(struct known){ address, module, { .links = links, .link = link } };
}

static int by_address(const void *left, const void *right)
{
	const struct known *a = left, *b = right;

	return (a->address > b->address) - (a->address < b->address);
}

void chains_sort(struct chains *chains)
{
	if (chains->count)
		qsort(chains->known, chains->count, sizeof(*chains->known), by_address);
}

const struct chain *chains_find(const struct chains *chains, uint64_t address)
{
	const struct known wanted = { .address = address };
	const struct known *found = chains->count ? bsearch(&wanted, chains->known, chains->count,
							    sizeof(wanted), by_address)
						  : NULL;

	return found ? &found->chain : NULL;
}

/* Parted by tabs, since a file's name may have blanks. */
void chains_save(const struct chains *chains, FILE *to)
{
	for (size_t i = 0; i < chains->count; i++) {
		const struct known *known = &chains->known[i];

		fprintf(to, "l\t%llx\t%s", (unsigned long long)known->address, known->module);
		for (size_t j = 0; j < known->chain.links; j++) {
			const struct chain_link *link = &known->chain.link[j];

			fprintf(to, "\t%s\t%s\t%u", link->function ? link->function->name : "",
				link->at.file ? link->at.file : "", link->at.line);
		}
		fputc('\n', to);
	}
}

static void load_line(struct chains *chains, char *line)
{
	struct chain_words words[DEEPEST];
	char *address, *module, *number;
	size_t links = 0;

	if (strncmp(line, "l\t", 2))
		return;
	line += 2;
	address = strsep(&line, "\t");
	module = strsep(&line, "\t");
	while (line && links < DEEPEST) {
		words[links].function = strsep(&line, "\t");
		words[links].file = strsep(&line, "\t");
		number = strsep(&line, "\t");
		if (!number)
			return;
		if (!*words[links].file)
			words[links].file = NULL;
		words[links++].line = strtoul(number, NULL, 10);
	}
	if (links)
		chains_add(chains, strtoull(address, NULL, 16), module, words, links);
}

struct chains *chains_load(const char *text, size_t size)
{
	struct chains *chains = chains_new();
	char *copy = allocate(size + 1), *rest = copy, *line;

	memcpy(copy, text, size);
	while ((line = strsep(&rest, "\n")))
		load_line(chains, line);
	free(copy);
	if (!chains->count) {
		chains_free(chains);
		return NULL;
	}
	chains_sort(chains);
	return chains;
}
