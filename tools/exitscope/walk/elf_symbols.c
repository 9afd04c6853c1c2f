// SPDX-License-Identifier: GPL-2.0-only
#include "elf_symbols.h"
#include "base/elf64.h"

/* What a byte of the file at @offset has for an address, as linked, less @offset. */
static uint64_t linked_at(const struct elf64 *elf, uint64_t offset)
{
	const Elf64_Phdr *table =
		elf64_piece(elf, elf->head->e_phoff, elf->head->e_phnum, sizeof(*table));

	for (int i = 0; table && i < elf->head->e_phnum; i++)
		if (table[i].p_type == PT_LOAD &&
		    offset >= table[i].p_offset - table[i].p_offset % 4096 &&
		    offset < table[i].p_offset + table[i].p_filesz)
			return table[i].p_vaddr - table[i].p_offset;
	return 0;
}

bool elf_symbols(struct symbols *symbols, enum space space, const void *file, size_t size,
		 uint64_t offset, uint64_t at, const char *module)
{
	struct elf64_functions functions;
	uint64_t moved = 0;
	struct elf64 elf;
	bool some = false;

	if (!elf64_open(&elf, file, size) || !elf64_functions(&elf, &functions))
		return false;
	if (offset != ELF_AS_LINKED)
		moved = at - offset - linked_at(&elf, offset);
	while (elf64_function(&functions)) {
		symbols_add(symbols, space, functions.symbol->st_value + moved,
			    functions.symbol->st_size, functions.name, module);
		some = true;
	}
	return some;
}
