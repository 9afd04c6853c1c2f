// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "elf64.h"

const void *elf64_piece(const struct elf64 *elf, uint64_t offset, uint64_t count, uint64_t size)
{
	if (size && count > elf->size / size)
		return NULL;
	if (offset > elf->size || elf->size - offset < count * size || offset % 8)
		return NULL;
	return elf->file + offset;
}

bool elf64_open(struct elf64 *elf, const void *file, size_t size)
{
	*elf = (struct elf64){ .file = file, .size = size, .head = file };
	if (size < sizeof(*elf->head) || memcmp(elf->head->e_ident, ELFMAG, SELFMAG) ||
	    elf->head->e_ident[EI_CLASS] != ELFCLASS64 || elf->head->e_machine != EM_X86_64)
		return false;
	elf->sections =
		elf64_piece(elf, elf->head->e_shoff, elf->head->e_shnum, sizeof(*elf->sections));
	return elf->sections != NULL;
}

/* A section of texts, each with its end; NULL: it is none. */
static const char *texts(const struct elf64 *elf, uint32_t index, size_t *size)
{
	const Elf64_Shdr *strings;

	if (index >= elf->head->e_shnum)
		return NULL;
	strings = elf->sections + index;
	if (strings->sh_offset > elf->size || elf->size - strings->sh_offset < strings->sh_size ||
	    !strings->sh_size || elf->file[strings->sh_offset + strings->sh_size - 1])
		return NULL;
	*size = strings->sh_size;
	return (const char *)elf->file + strings->sh_offset;
}

const char *elf64_section(const struct elf64 *elf, const Elf64_Shdr *section)
{
	size_t size;
	const char *names = texts(elf, elf->head->e_shstrndx, &size);

	return names && section->sh_name < size ? names + section->sh_name : "";
}

static const Elf64_Shdr *section_of(const struct elf64 *elf, uint32_t type)
{
	for (int i = 0; i < elf->head->e_shnum; i++)
		if (elf->sections[i].sh_type == type)
			return &elf->sections[i];
	return NULL;
}

bool elf64_functions(const struct elf64 *elf, struct elf64_functions *functions)
{
	const Elf64_Shdr *table = section_of(elf, SHT_SYMTAB) ?: section_of(elf, SHT_DYNSYM);

	*functions = (struct elf64_functions){ .elf = elf };
	if (!table)
		return false;
	functions->table = elf64_piece(elf, table->sh_offset, table->sh_size, 1);
	functions->count = table->sh_size / sizeof(*functions->table);
	functions->names = texts(elf, table->sh_link, &functions->names_size);
	return functions->table && functions->names;
}

/* In a relocatable file one may lie at 0. */
static bool is_function(const struct elf64 *elf, const Elf64_Sym *symbol)
{
	int type = ELF64_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && symbol->st_shndx < elf->head->e_shnum &&
	       (elf->sections[symbol->st_shndx].sh_flags & SHF_EXECINSTR) &&
	       (symbol->st_value || elf->head->e_type == ET_REL) &&
	       (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

bool elf64_function(struct elf64_functions *functions)
{
	while (functions->next < functions->count) {
		const Elf64_Sym *symbol = &functions->table[functions->next++];

		if (!is_function(functions->elf, symbol) ||
		    symbol->st_name >= functions->names_size || !functions->names[symbol->st_name])
			continue;
		functions->symbol = symbol;
		functions->name = functions->names + symbol->st_name;
		return true;
	}
	return false;
}
