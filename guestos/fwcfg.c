// SPDX-License-Identifier: GPL-2.0-only
#include "fwcfg.h"
#include "cpu.h"
#include "string.h"

#define FWCFG_SELECT 0x510
#define FWCFG_DATA   0x511

#define KEY_SIGNATURE 0x0000
#define KEY_DIRECTORY 0x0019

struct file {
	u32 size; /* big endian, as all of the directory */
	u16 key, reserved;
	char name[56];
};

/* One string instruction: KVM fetches all of it by one exit. */
static void read_bytes(void *to, size_t n)
{
	asm volatile("rep insb" : "+D"(to), "+c"(n) : "d"(FWCFG_DATA) : "memory");
}

static bool present(void)
{
	char signature[4];

	out16(FWCFG_SELECT, KEY_SIGNATURE);
	read_bytes(signature, sizeof(signature));
	return !memcmp(signature, "QEMU", 4);
}

static bool find(const char *name, struct file *f)
{
	u32 count;

	out16(FWCFG_SELECT, KEY_DIRECTORY);
	read_bytes(&count, sizeof(count));
	for (count = __builtin_bswap32(count); count; count--) {
		read_bytes(f, sizeof(*f));
		if (!strcmp(f->name, name))
			return true;
	}
	return false;
}

bool fwcfg_read_string(const char *name, char *to, size_t size)
{
	struct file f;
	u32 length;

	if (!present() || !find(name, &f))
		return false;
	length = __builtin_bswap32(f.size);
	if (length >= size)
		return false;
	out16(FWCFG_SELECT, __builtin_bswap16(f.key));
	read_bytes(to, length);
	to[length] = '\0';
	return true;
}
