// SPDX-License-Identifier: GPL-2.0-only
#include "bootinfo.h"
#include "boot/layout.h"
#include "lib/string.h"

/* Where a framebuffer's pixel has its colors, in bits: the same in both Multiboot protocols. */
struct color {
	u8 red_at, red_bits, green_at, green_bits, blue_at, blue_bits;
};

#define FRAMEBUFFER_DIRECT 1 /* the types; 0 has a palette */
#define FRAMEBUFFER_TEXT   2

/* Multiboot 1: specification 0.6.96, section 3.3. */
struct mb1_info {
	u32 flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr;
	u32 syms[4], mmap_length, mmap_addr, drives_length, drives_addr, config_table, loader_name;
	u32 apm_table, vbe_control, vbe_mode, vbe_interface[3];
	u64 framebuffer_address;
	u32 framebuffer_pitch, framebuffer_width, framebuffer_height;
	u8 framebuffer_bits, framebuffer_type;
	struct color framebuffer_color;
} __packed;

#define MB1_HAS_MEMORY	BIT(0)
#define MB1_HAS_CMDLINE BIT(2)
#define MB1_HAS_LOADER	BIT(9)
#define MB1_HAS_SCREEN	BIT(12)

/* Multiboot 2: specification 2.0, section 3.6. */
struct mb2_tag {
	u32 type, size;
	union {
		char cmdline[0];
		struct {
			u32 mem_lower, mem_upper;
		};
		struct {
			u32 entry_size, entry_version;
			u8 entries[0];
		} map;
		struct {
			u64 address;
			u32 pitch, width, height;
			u8 bits, type;
			u16 reserved;
			struct color color;
		} __packed framebuffer;
	};
};

struct mb2_memory {
	u64 address, size;
	u32 type, reserved;
};

#define MB2_TAG_END	0
#define MB2_TAG_CMDLINE 1
#define MB2_TAG_MEMORY	4
#define MB2_TAG_MAP	6
#define MB2_TAG_SCREEN	8
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

#define RAM	     1 /* the type of memory, in PVH's and Multiboot 2's maps */
#define MEMORY_START 0x100000ULL

static const char *skip_word(const char *s)
{
	while (*s && *s != ' ')
		s++;
	while (*s == ' ')
		s++;
	return s;
}

static void add_memory(struct bootinfo *b, u64 from, u64 to)
{
	from = from < MEMORY_START ? MEMORY_START : from;
	to = min_u64(to, BIT(32));
	if (from < to && to - from > b->memory_end - b->memory_start) {
		b->memory_start = from;
		b->memory_end = to;
	}
}

static u32 color_mask(u8 at, u8 bits)
{
	return (BIT(bits) - 1) << at;
}

/* Text is 80x25 where it is; a framebuffer that has a palette is of no use here. */
static struct screen screen_of(u8 type, u8 bits, struct color color)
{
	struct screen screen = { .kind = SCREEN_NONE };

	if (type == FRAMEBUFFER_TEXT)
		screen.kind = SCREEN_TEXT;
	if (type != FRAMEBUFFER_DIRECT || bits < 15 || bits > 32)
		return screen;
	screen.kind = SCREEN_PIXELS;
	screen.bytes = (bits + 7) / 8;
	screen.white = color_mask(color.red_at, color.red_bits) |
		       color_mask(color.green_at, color.green_bits) |
		       color_mask(color.blue_at, color.blue_bits);
	return screen;
}

static void read_mb1(struct bootinfo *b, const struct mb1_info *info)
{
	b->protocol = "multiboot1";
	if (info->flags & MB1_HAS_MEMORY)
		add_memory(b, MEMORY_START, MEMORY_START + info->mem_upper * 1024ULL);
	if (info->flags & MB1_HAS_SCREEN) {
		b->screen = screen_of(info->framebuffer_type, info->framebuffer_bits,
				      info->framebuffer_color);
		b->screen.address = info->framebuffer_address;
		b->screen.pitch = info->framebuffer_pitch;
		b->screen.width = info->framebuffer_width;
		b->screen.height = info->framebuffer_height;
	}
	if (!(info->flags & MB1_HAS_CMDLINE))
		return;
	b->cmdline = (const char *)(u64)info->cmdline;
	/* QEMU's loader puts the file's name first, GRUB's does not. */
	if (info->flags & MB1_HAS_LOADER && !strcmp((const char *)(u64)info->loader_name, "qemu"))
		b->cmdline = skip_word(b->cmdline);
}

static void read_mb2_map(struct bootinfo *b, const struct mb2_tag *tag)
{
	const u8 *end = (const u8 *)tag + tag->size;

	for (const u8 *at = tag->map.entries; at < end; at += tag->map.entry_size) {
		const struct mb2_memory *m = (const struct mb2_memory *)at;

		if (m->type == RAM)
			add_memory(b, m->address, m->address + m->size);
	}
}

static void read_mb2_screen(struct bootinfo *b, const struct mb2_tag *tag)
{
	b->screen = screen_of(tag->framebuffer.type, tag->framebuffer.bits, tag->framebuffer.color);
	b->screen.address = tag->framebuffer.address;
	b->screen.pitch = tag->framebuffer.pitch;
	b->screen.width = tag->framebuffer.width;
	b->screen.height = tag->framebuffer.height;
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
			add_memory(b, MEMORY_START, MEMORY_START + tag->mem_upper * 1024ULL);
		else if (tag->type == MB2_TAG_MAP)
			read_mb2_map(b, tag);
		else if (tag->type == MB2_TAG_SCREEN)
			read_mb2_screen(b, tag);
		else if (tag->type == MB2_TAG_RSDP2 || (tag->type == MB2_TAG_RSDP1 && !b->rsdp))
			b->rsdp = (u64)tag->cmdline; /* a copy of it */
	}
}

static void read_pvh(struct bootinfo *b, const struct pvh_info *info)
{
	const struct pvh_memory *map = (const struct pvh_memory *)info->memmap;

	if (info->magic != BOOT_MAGIC_PVH)
		return;
	b->protocol = "pvh";
	b->rsdp = info->rsdp;
	if (info->cmdline)
		b->cmdline = (const char *)info->cmdline;
	for (u32 i = 0; info->version >= 1 && i < info->memmap_entries; i++)
		if (map[i].type == RAM)
			add_memory(b, map[i].address, map[i].address + map[i].size);
}

struct bootinfo bootinfo_read(u32 magic, u64 info)
{
	struct bootinfo b = { .cmdline = "" };

	if (magic == BOOT_MAGIC_MB1)
		read_mb1(&b, (const struct mb1_info *)info);
	else if (magic == BOOT_MAGIC_MB2)
		read_mb2(&b, (const u8 *)info);
	else if (magic == BOOT_MAGIC_PVH)
		read_pvh(&b, (const struct pvh_info *)info);
	if (!b.protocol)
		b.screen.kind = SCREEN_TEXT; /* to say so, if there is one */
	return b;
}
