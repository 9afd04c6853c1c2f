// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lays out an unpacked kernel and an initramfs as they must be in RAM, with PVH's start info before
 * them. Bochs gets it as a disk; lab/vmx/rom.S copies it, fills in the memory map and jumps.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/blob.h"
#include "pvh.h"
#include "shared/message.h"

/* Shared with rom.S. */
#define IMAGE	     0x00f00000u
#define ENTRY	     0x40
#define SIZE	     0x44
#define MODULE	     0x100
#define COMMAND_LINE 0x200
#define MEMORY_MAP   0x800

/* The disk is whole cylinders of 16 heads and 63 sectors, and whole commands of the ROM's. */
#define SECTOR	 512
#define CYLINDER (16 * 63 * SECTOR)
#define COMMAND	 (128 * SECTOR)

#define START_MAGIC	 0x336ec578u
#define XEN_PHYS32_ENTRY 18
#define ALIGN(x, to)	 (((x) + (to)-1) & ~(uint64_t)((to)-1))

struct start_info {
	uint32_t magic, version, flags, modules;
	uint64_t module_list, command_line, rsdp, memory_map;
	uint32_t memory_map_entries, reserved;
};

struct start_module {
	uint64_t address, size, command_line, reserved;
};

struct kernel {
	const unsigned char *file;
	size_t size;
	uint64_t end; /* in RAM */
	uint32_t entry;
};

static bool kernel_map(struct kernel *kernel, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status)) {
		error("%s: %s (make lab)", path, strerror(errno));
		return false;
	}
	kernel->size = status.st_size;
	kernel->file = mmap(NULL, kernel->size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (kernel->file == MAP_FAILED || kernel->size < sizeof(Elf64_Ehdr) ||
	    memcmp(kernel->file, ELFMAG, SELFMAG)) {
		error("%s: not an ELF kernel (remove it, then make lab)", path);
		return false;
	}
	return true;
}

static void find_entry(struct kernel *kernel, const Elf64_Phdr *segment)
{
	const unsigned char *at = kernel->file + segment->p_offset;
	const unsigned char *end = at + segment->p_filesz;

	while (end - at >= (ptrdiff_t)sizeof(Elf64_Nhdr)) {
		const Elf64_Nhdr *note = (const Elf64_Nhdr *)at;
		const unsigned char *name = at + sizeof(*note);
		const unsigned char *data = name + ALIGN(note->n_namesz, 4);

		if (note->n_type == XEN_PHYS32_ENTRY && !memcmp(name, "Xen", 4))
			memcpy(&kernel->entry, data, sizeof(kernel->entry));
		at = data + ALIGN(note->n_descsz, 4);
	}
}

static bool segment(struct blob *image, struct kernel *kernel, const Elf64_Phdr *segment)
{
	uint64_t end = segment->p_paddr + segment->p_memsz;

	if (segment->p_offset + segment->p_filesz > kernel->size)
		return false;
	if (segment->p_type == PT_NOTE)
		find_entry(kernel, segment);
	if (segment->p_type != PT_LOAD)
		return true;
	if (segment->p_paddr < IMAGE + 0x1000)
		return false;
	if (end > kernel->end)
		kernel->end = end;
	return blob_write(image, segment->p_paddr - IMAGE, kernel->file + segment->p_offset,
			  segment->p_filesz);
}

static bool segments(struct blob *image, struct kernel *kernel)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)kernel->file;
	const Elf64_Phdr *list = (const Elf64_Phdr *)(kernel->file + header->e_phoff);

	if (header->e_phoff + header->e_phnum * sizeof(*list) > kernel->size)
		return false;
	for (int i = 0; i < header->e_phnum; i++)
		if (!segment(image, kernel, &list[i]))
			return false;
	return kernel->entry != 0;
}

static bool append_initrd(struct blob *image, const struct blob *initrd)
{
	void *data = mmap(NULL, initrd->size, PROT_READ, MAP_SHARED, initrd->fd, 0);
	bool good;

	if (data == MAP_FAILED) {
		error("mapping the initramfs: %s", strerror(errno));
		return false;
	}
	good = blob_append(image, data, initrd->size);
	munmap(data, initrd->size);
	return good;
}

/* Says the image's size in it, and makes a disk of it. */
static bool make_disk(struct blob *image)
{
	uint64_t size = ALIGN(image->size, COMMAND);
	uint32_t sectors = size / SECTOR;

	return blob_write(image, SIZE, &sectors, sizeof(sectors)) &&
	       blob_seek(image, (size / CYLINDER + 1) * CYLINDER);
}

bool pvh_image(struct blob *image, const char *path, const struct blob *initrd,
	       const char *command_line)
{
	struct start_info info = {
		.magic = START_MAGIC,
		.version = 1,
		.modules = 1,
		.module_list = IMAGE + MODULE,
		.command_line = IMAGE + COMMAND_LINE,
		.memory_map = IMAGE + MEMORY_MAP,
	};
	struct start_module module = { .size = initrd->size };
	struct kernel kernel = { 0 };

	if (strlen(command_line) >= MEMORY_MAP - COMMAND_LINE) {
		error("L1's command line is too long");
		return false;
	}
	if (!kernel_map(&kernel, path))
		return false;
	if (!segments(image, &kernel)) {
		error("%s: not a kernel with a PVH entry above 16 MiB", path);
		return false;
	}
	munmap((void *)kernel.file, kernel.size);
	module.address = ALIGN(kernel.end, 0x200000);
	return blob_write(image, 0, &info, sizeof(info)) &&
	       blob_write(image, ENTRY, &kernel.entry, sizeof(kernel.entry)) &&
	       blob_write(image, MODULE, &module, sizeof(module)) &&
	       blob_write(image, COMMAND_LINE, command_line, strlen(command_line) + 1) &&
	       blob_seek(image, module.address - IMAGE) && append_initrd(image, initrd) &&
	       make_disk(image);
}
