/* SPDX-License-Identifier: GPL-2.0-only */
/* An ELF file of 64 bits in memory, for x86: its sections and functions. Nothing in it is trusted. */
#ifndef ELF64_H
#define ELF64_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf64 {
	const uint8_t *file;
	size_t size;
	const Elf64_Ehdr *head;
	const Elf64_Shdr *sections; /* head->e_shnum of them */
};

/* @file stays the caller's. False: it is no such file, or has no sections. */
bool elf64_open(struct elf64 *elf, const void *file, size_t size);

/* @count things of @size bytes at @offset of the file, or NULL. */
const void *elf64_piece(const struct elf64 *elf, uint64_t offset, uint64_t count, uint64_t size);

/* A section's name; "" if it has none. */
const char *elf64_section(const struct elf64 *elf, const Elf64_Shdr *section);

/* A walk through the functions of a file's symbol table or, without one, of its dynamic one. */
struct elf64_functions {
	const struct elf64 *elf;
	const Elf64_Sym *table, *symbol; /* all, and that which is at hand */
	size_t count, next;
	const char *names, *name;
	size_t names_size;
};

/* False: there is no table. */
bool elf64_functions(const struct elf64 *elf, struct elf64_functions *functions);

/* Goes to the next; false: there is none. In a relocatable file their addresses are offsets in their sections, st_shndx. */
bool elf64_function(struct elf64_functions *functions);

#endif
