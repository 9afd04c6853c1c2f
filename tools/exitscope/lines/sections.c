// SPDX-License-Identifier: GPL-2.0-only
/*
 * A function that has its name alone, in the file and in the kernel, says where its section begins. All of a section say the same,
 * and of a linked file all at all, or it is the file of another build.
 */
#include <stdlib.h>
#include <string.h>

#include "sections.h"
#include "shared/memory.h"

struct named {
	const char *name;
	uint64_t address;
	uint16_t section;
};

struct names {
	struct named *at;
	size_t count, room;
	const char *module; /* only its functions */
};

static void add(struct names *names, const char *name, uint64_t address, uint16_t section)
{
	if (names->count == names->room)
		names->at = grow(names->at,
				 (names->room = names->room * 2 + 1024) * sizeof(*names->at));
	names->at[names->count++] = (struct named){ name, address, section };
}

static void add_kernels(const struct function *function, void *data)
{
	struct names *names = data;

	if (!strcmp(function->module, names->module))
		add(names, function->name, function->address, 0);
}

static int by_name(const void *left, const void *right)
{
	const struct named *a = left, *b = right;

	return strcmp(a->name, b->name);
}

/* Only those that have their name alone stay, in its order. */
static void keep_single(struct names *names)
{
	size_t kept = 0, same;

	if (names->count)
		qsort(names->at, names->count, sizeof(*names->at), by_name);
	for (size_t i = 0; i < names->count; i += same) {
		for (same = 1; i + same < names->count; same++)
			if (by_name(&names->at[i], &names->at[i + same]))
				break;
		if (same == 1)
			names->at[kept++] = names->at[i];
	}
	names->count = kept;
}

static const struct named *find(const struct names *names, const char *name)
{
	const struct named wanted = { .name = name };

	return names->count ? bsearch(&wanted, names->at, names->count, sizeof(wanted), by_name)
			    : NULL;
}

/* That of a section, made by what its first function says; of a linked file one for all. */
static struct placed *placed_of(struct sections *sections, const struct elf64 *elf, uint16_t index,
				uint64_t base)
{
	const Elf64_Shdr *section = &elf->sections[index];
	bool linked = elf->head->e_type != ET_REL;
	const char *name = linked ? NULL : elf64_section(elf, section);
	struct placed *placed;

	for (size_t i = 0; i < sections->count; i++)
		if (linked || !strcmp(sections->at[i].name, name))
			return &sections->at[i];
	sections->at = grow(sections->at, (sections->count + 1) * sizeof(*sections->at));
	placed = &sections->at[sections->count++];
	*placed = (struct placed){ name, base, base + section->sh_size, base };
	if (linked)
		*placed = (struct placed){ .to = UINT64_MAX, .base = base };
	return placed;
}

/* NULL, or the name of a function that lies elsewhere. */
static const char *place(struct sections *sections, const struct elf64 *elf,
			 const struct names *kernels, const struct names *files)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct named *here = &files->at[i], *there = find(kernels, here->name);
		uint64_t base = there ? there->address - here->address : 0;

		if (there && placed_of(sections, elf, here->section, base)->base != base)
			return here->name;
	}
	return NULL;
}

char *sections_find(struct sections *sections, const struct elf64 *elf,
		    const struct symbols *symbols, const char *module)
{
	struct names kernels = { .module = module }, files = { 0 };
	struct elf64_functions functions;
	const char *wrong = NULL;
	char *why = NULL;

	*sections = (struct sections){ 0 };
	if (elf64_functions(elf, &functions))
		while (elf64_function(&functions))
			add(&files, functions.name, functions.symbol->st_value,
			    functions.symbol->st_shndx);
	symbols_each(symbols, SPACE_KERNEL, add_kernels, &kernels);
	keep_single(&kernels);
	keep_single(&files);
	wrong = place(sections, elf, &kernels, &files);
	if (wrong)
		why = print("of another build: %s lies elsewhere in L1's kernel", wrong);
	else if (!sections->count)
		why = print("of another build: L1's kernel has none of its functions");
	free(kernels.at);
	free(files.at);
	return why;
}

void sections_free(struct sections *sections)
{
	free(sections->at);
}
