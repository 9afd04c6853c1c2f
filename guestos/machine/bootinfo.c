// SPDX-License-Identifier: GPL-2.0-only
#include "bootinfo.h"
#include "boot/layout.h"
#include "lib/string.h"

/* Multiboot 1: specification 0.6.96, section 3.3. */
struct mb1_info {
	u32 flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr;
	u32 syms[4], mmap_length, mmap_addr, drives_length, drives_addr, config_table, loader_name;
};

#define MB1_HAS_MEMORY	BIT(0)
#define MB1_HAS_CMDLINE BIT(2)
#define MB1_HAS_LOADER	BIT(9)

/* Multiboot 2: specification 2.0, section 3.6. */
struct mb2_tag {
	u32 type, size;
	union {
		char cmdline[0];
		struct {
			u32 mem_lower, mem_upper;
		};
	};
};

#define MB2_TAG_END	0
#define MB2_TAG_CMDLINE 1
#define MB2_TAG_MEMORY	4
#define MB2_TAG_RSDP1	14
#define MB2_TAG_RSDP2	15

/* PVH: struct hvm_start_info and its memory map, Xen's public/arch-x86/hvm/start_info.h. */
struct pvh_info {
	u32 magic, version, flags, nr_modules;
	u64 modlist, cmdline, rsdp, memmap;
	u32 memmap_entries, reserved;
};

struct pvh_memory {
	u64 address, size;
	u32 type, reserved;
};

#define PVH_RAM	     1
#define MEMORY_START 0x100000ULL

static const char *skip_word(const char *s)
{
	while (*s && *s != ' ')
		s++;
	while (*s == ' ')
		s++;
	return s;
}

static void read_mb1(struct bootinfo *b, const struct mb1_info *info)
{
	b->protocol = "multiboot1";
	if (info->flags & MB1_HAS_MEMORY)
		b->memory_end = MEMORY_START + info->mem_upper * 1024ULL;
	if (!(info->flags & MB1_HAS_CMDLINE))
		return;
	b->cmdline = (const char *)(u64)info->cmdline;
	/* QEMU's loader puts the file's name first, GRUB's does not. */
	if (info->flags & MB1_HAS_LOADER && !strcmp((const char *)(u64)info->loader_name, "qemu"))
		b->cmdline = skip_word(b->cmdline);
}

static void read_mb2(struct bootinfo *b, const u8 *info)
{
	const struct mb2_tag *tag = (const struct mb2_tag *)(info + 8);

	b->protocol = "multiboot2";
	for (; tag->type != MB2_TAG_END;
	     tag = (const struct mb2_tag *)((const u8 *)tag + ((tag->size + 7) & ~7U))) {
		if (tag->type == MB2_TAG_CMDLINE)
			b->cmdline = tag->cmdline;
		else if (tag->type == MB2_TAG_MEMORY)
			b->memory_end = MEMORY_START + tag->mem_upper * 1024ULL;
		else if (tag->type == MB2_TAG_RSDP1 || tag->type == MB2_TAG_RSDP2)
			b->rsdp = (u64)tag->cmdline; /* a copy of it */
	}
}

static void read_pvh(struct bootinfo *b, const struct pvh_info *info)
{
	const struct pvh_memory *map = (const struct pvh_memory *)info->memmap;

	b->protocol = "pvh";
	b->rsdp = info->rsdp;
	if (info->cmdline)
		b->cmdline = (const char *)info->cmdline;
	for (u32 i = 0; info->version >= 1 && i < info->memmap_entries; i++) {
		u64 end = map[i].address + map[i].size;

		if (map[i].type == PVH_RAM && map[i].address <= MEMORY_START && end > MEMORY_START)
			b->memory_end = end;
	}
}

struct bootinfo bootinfo_read(u32 magic, u64 info)
{
	struct bootinfo b = { .protocol = "unknown", .cmdline = "" };

	if (magic == BOOT_MAGIC_MB1)
		read_mb1(&b, (const struct mb1_info *)info);
	else if (magic == BOOT_MAGIC_MB2)
		read_mb2(&b, (const u8 *)info);
	else if (magic == BOOT_MAGIC_PVH)
		read_pvh(&b, (const struct pvh_info *)info);
	b.memory_end = min_u64(b.memory_end, BIT(32));
	return b;
}
