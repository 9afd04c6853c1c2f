// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line.h"
#include "addresses.h"
#include "base/build_path.h"
#include "base/file.h"
#include "lines.h"
#include "roots.h"
#include "sections.h"
#include "shared/memory.h"
#include "shared/message.h"

/* L1's modules that an exit may come to, as /proc/modules names them. */
static const char *const modules[] = { "kernel", "kvm", "kvm_intel", "kvm_amd", "irqbypass" };

/* What addr2line is asked, and where its answers go. */
struct question {
	struct chains *chains;
	const struct roots *roots;
	const char *module;
	const uint64_t *address;
};

static void take(void *data, size_t index, struct chain_words *words, size_t links)
{
	const struct question *question = data;

	for (size_t i = 0; i < links; i++)
		if (words[i].file)
			words[i].file = roots_shorten(question->roots, words[i].file);
	chains_add(question->chains, question->address[index], question->module, words, links);
	for (size_t i = 0; i < links; i++)
		free((char *)words[i].file);
}

/* Those of @address that lie in a section. */
static bool ask(const char *path, const struct placed *placed, const uint64_t *address,
		size_t count, struct question *question)
{
	uint64_t *offset = allocate((count + 1) * sizeof(*offset));
	size_t first = 0, n = 0;
	bool good = true;

	while (first < count && address[first] < placed->from)
		first++;
	while (first + n < count && address[first + n] < placed->to) {
		offset[n] = address[first + n] - placed->base;
		n++;
	}
	question->address = address + first;
	if (n)
		good = addr2line(path, placed->name, offset, n, take, question);
	free(offset);
	return good;
}

static bool has_lines(const struct elf64 *elf)
{
	for (int i = 0; i < elf->head->e_shnum; i++)
		if (!strcmp(elf64_section(elf, &elf->sections[i]), ".debug_line"))
			return true;
	return false;
}

/* NULL, or why not, to be freed. */
static char *place(struct sections *sections, const struct elf64 *elf,
		   const struct symbols *symbols, const char *module)
{
	if (!has_lines(elf))
		return print("no debug information in it");
	return sections_find(sections, elf, symbols, module);
}

/* A module of L1's kernel, by its file. */
static bool find_module(const char *path, const struct addresses *addresses,
			const struct symbols *symbols, struct question *question)
{
	struct file file = file_map(path);
	struct sections sections = { 0 };
	struct elf64 elf;
	uint64_t *address;
	size_t count;
	char *why;
	bool good;

	address = addresses_in(addresses, symbols, SPACE_KERNEL, question->module, &count);
	if (!count)
		why = NULL;
	else if (!file.data || !elf64_open(&elf, file.data, file.size))
		why = print("%s", file.data || !errno ? "not an ELF file" : strerror(errno));
	else
		why = place(&sections, &elf, symbols, question->module);
	good = !why;
	if (why)
		error("--lines: %s: %s", path, why);
	for (size_t i = 0; i < sections.count && good; i++)
		good = ask(path, &sections.at[i], address, count, question);
	sections_free(&sections);
	file_unmap(&file);
	free(address);
	free(why);
	return good;
}

/* It lies where it was linked. */
static bool find_guest(const char *path, const struct addresses *addresses,
		       const struct symbols *symbols, struct question *question)
{
	static const struct placed everywhere = { .to = UINT32_MAX };
	struct file file = file_map(path);
	struct elf64 elf;
	uint64_t *address;
	bool good = true;
	size_t count;

	question->module = "guest";
	address = addresses_in(addresses, symbols, SPACE_GUEST, "guest", &count);
	if (file.data && elf64_open(&elf, file.data, file.size) && has_lines(&elf))
		good = ask(path, &everywhere, address, count, question);
	file_unmap(&file);
	free(address);
	return good;
}

static char *folder_of(const struct options *options)
{
	char *name = print("lab/%s/debug", options->kernel), *path = build_path(name);

	free(name);
	return path;
}

static char *file_of(const struct options *options, const char *module)
{
	char *folder = folder_of(options);
	char *path = strcmp(module, "kernel")
			     ? print("%s/%s/%s.ko", folder, options->modules, module)
			     : print("%s/vmlinux", folder);

	free(folder);
	return path;
}

bool lines_are_there(const struct options *options)
{
	char *path = file_of(options, "kernel");
	bool there = !access(path, R_OK);

	if (!there)
		error("--lines: kernel %s has no debug information: 'make tree TREE=DIR TREE_CONFIG=FILE' builds one "
		      "that has, where FILE has CONFIG_DEBUG_KERNEL=y and CONFIG_DEBUG_INFO_DWARF5=y",
		      options->kernel);
	free(path);
	return there;
}

struct chains *lines_find(const struct options *options, const char *guest,
			  const struct symbols *symbols, const void *trace, size_t size)
{
	struct addresses addresses = addresses_of(trace, size);
	char *folder = folder_of(options);
	struct roots roots = roots_of(folder);
	struct question question = { .chains = chains_new(), .roots = &roots };
	bool good = find_guest(guest, &addresses, symbols, &question);

	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules) && good; i++) {
		char *path = file_of(options, modules[i]);

		question.module = modules[i];
		good = find_module(path, &addresses, symbols, &question);
		free(path);
	}
	roots_free(&roots);
	free(folder);
	addresses_free(&addresses);
	if (good) {
		chains_sort(question.chains);
		return question.chains;
	}
	chains_free(question.chains);
	return NULL;
}
