// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <string.h>

#include "elf_symbols.h"

struct elf {
	const uint8_t *file;
	size_t size;
	const Elf64_Ehdr *head;
	const Elf64_Shdr *sections;
};

/* @count things of @size bytes at @offset of the file, or NULL. */
static const void *piece(const struct elf *elf, uint64_t offset, uint64_t count, uint64_t size)
{
	if (size && count > elf->size / size)
		return NULL;
	if (offset > elf->size || elf->size - offset < count * size || offset % 8)
		return NULL;
	return elf->file + offset;
}

static bool open_elf(struct elf *elf, const void *file, size_t size)
{
	*elf = (struct elf){ .file = file, .size = size, .head = file };
	if (size < sizeof(*elf->head) || memcmp(elf->head->e_ident, ELFMAG, SELFMAG) ||
	    elf->head->e_ident[EI_CLASS] != ELFCLASS64 || elf->head->e_machine != EM_X86_64)
		return false;
	elf->sections = piece(elf, elf->head->e_shoff, elf->head->e_shnum, sizeof(*elf->sections));
	return elf->sections != NULL;
}

static const Elf64_Shdr *section(const struct elf *elf, uint32_t type)
{
	for (int i = 0; i < elf->head->e_shnum; i++)
		if (elf->sections[i].sh_type == type)
			return &elf->sections[i];
	return NULL;
}

/* What a byte of the file at @offset has for an address, as linked, less @offset. */
static uint64_t linked_at(const struct elf *elf, uint64_t offset)
{
	const Elf64_Phdr *table =
		piece(elf, elf->head->e_phoff, elf->head->e_phnum, sizeof(*table));

	for (int i = 0; table && i < elf->head->e_phnum; i++)
		if (table[i].p_type == PT_LOAD &&
		    offset >= table[i].p_offset - table[i].p_offset % 4096 &&
		    offset < table[i].p_offset + table[i].p_filesz)
			return table[i].p_vaddr - table[i].p_offset;
	return 0;
}

static bool is_function(const struct elf *elf, const Elf64_Sym *symbol)
{
	int type = ELF64_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && symbol->st_shndx < elf->head->e_shnum &&
	       (elf->sections[symbol->st_shndx].sh_flags & SHF_EXECINSTR) && symbol->st_value &&
	       (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

bool elf_symbols(struct symbols *symbols, enum space space, const void *file, size_t size,
		 uint64_t offset, uint64_t at, const char *module)
{
	const Elf64_Shdr *table, *strings;
	const Elf64_Sym *symbol;
	uint64_t moved = 0;
	const char *names;
	struct elf elf;
	bool some = false;

	if (!open_elf(&elf, file, size))
		return false;
	table = section(&elf, SHT_SYMTAB) ?: section(&elf, SHT_DYNSYM);
	if (!table || table->sh_link >= elf.head->e_shnum)
		return false;
	symbol = piece(&elf, table->sh_offset, table->sh_size, 1);
	strings = elf.sections + table->sh_link;
	if (!symbol || strings->sh_offset > size || size - strings->sh_offset < strings->sh_size ||
	    !strings->sh_size || elf.file[strings->sh_offset + strings->sh_size - 1])
		return false;
	names = (const char *)elf.file + strings->sh_offset;
	if (offset != ELF_AS_LINKED)
		moved = at - offset - linked_at(&elf, offset);
	for (size_t i = 0; i < table->sh_size / sizeof(*symbol); i++) {
		if (!is_function(&elf, &symbol[i]) || symbol[i].st_name >= strings->sh_size ||
		    !names[symbol[i].st_name])
			continue;
		symbols_add(symbols, space, symbol[i].st_value + moved, symbol[i].st_size,
			    names + symbol[i].st_name, module);
		some = true;
	}
	return some;
}
