// SPDX-License-Identifier: GPL-2.0-only
#include "fwcfg.h"
#include "cpu.h"
#include "lib/string.h"

#define FWCFG_SELECT   0x510
#define FWCFG_DATA     0x511
#define FWCFG_DMA_HIGH 0x514 /* of the address, big endian as all of this */
#define FWCFG_DMA_LOW  0x518

#define KEY_SIGNATURE 0x0000
#define KEY_ID	      0x0001
#define KEY_DIRECTORY 0x0019

#define ID_DMA BIT(1)

#define DMA_ERROR  BIT(0)
#define DMA_READ   BIT(1)
#define DMA_SELECT BIT(3)

/* QEMU has 32 places for files unless told otherwise. */
#define MAX_FILES 128

struct file {
	u32 size; /* big endian, as all of the directory */
	u16 key, reserved;
	char name[56];
};

struct transfer {
	u32 control, length;
	u64 address;
};

static struct {
	u32 count;
	struct file file[MAX_FILES];
} directory;

static bool has_dma;

/* One string instruction: KVM fetches all of it by one exit, but QEMU gives it byte by byte. */
static void read_ports(u16 key, void *to, size_t n)
{
	out16(FWCFG_SELECT, key);
	asm volatile("rep insb" : "+D"(to), "+c"(n) : "d"(FWCFG_DATA) : "memory");
}

/* QEMU is done with it when the write to the port is. */
static bool read_dma(u16 key, void *to, size_t n)
{
	static struct transfer transfer;
	u64 address = (u64)&transfer;

	transfer.control = __builtin_bswap32((u32)key << 16 | DMA_SELECT | DMA_READ);
	transfer.length = __builtin_bswap32(n);
	transfer.address = __builtin_bswap64((u64)to);
	out32(FWCFG_DMA_HIGH, __builtin_bswap32(address >> 32));
	asm volatile("outl %0, %1"
		     :
		     : "a"(__builtin_bswap32((u32)address)), "Nd"((u16)FWCFG_DMA_LOW)
		     : "memory");
	return !(__builtin_bswap32(*(volatile u32 *)&transfer.control) & DMA_ERROR);
}

static void read_item(u16 key, void *to, size_t n)
{
	if (!has_dma || !read_dma(key, to, n))
		read_ports(key, to, n);
}

static bool present(void)
{
	char signature[4];
	u32 id;

	read_ports(KEY_SIGNATURE, signature, sizeof(signature));
	if (memcmp(signature, "QEMU", 4))
		return false;
	read_ports(KEY_ID, &id, sizeof(id));
	has_dma = id & ID_DMA;
	return true;
}

static const struct file *find(const char *name)
{
	u32 count;

	read_item(KEY_DIRECTORY, &count, sizeof(count));
	count = min_u64(__builtin_bswap32(count), MAX_FILES);
	read_item(KEY_DIRECTORY, &directory, sizeof(count) + count * sizeof(directory.file[0]));
	for (u32 i = 0; i < count; i++)
		if (!strcmp(directory.file[i].name, name))
			return &directory.file[i];
	return NULL;
}

bool fwcfg_read_string(const char *name, char *to, size_t size)
{
	const struct file *f = present() ? find(name) : NULL;
	u32 length = f ? __builtin_bswap32(f->size) : 0;

	if (!f || length >= size)
		return false;
	read_item(__builtin_bswap16(f->key), to, length);
	to[length] = '\0';
	return true;
}
