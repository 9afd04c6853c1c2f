// SPDX-License-Identifier: GPL-2.0-only
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "patch.h"

unsigned char *code_of(const char *name, size_t *size)
{
	unsigned char *code = dlsym(RTLD_DEFAULT, name);
	ElfW(Sym) *symbol = NULL;
	Dl_info info;

	if (!code || !dladdr1(code, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol)
		return NULL;
	*size = symbol->st_size;
	return code;
}

bool patch(void *at, const void *bytes, size_t size)
{
	uintptr_t page = sysconf(_SC_PAGESIZE), start = (uintptr_t)at & ~(page - 1);
	size_t length = (uintptr_t)at + size - start;

	if (mprotect((void *)start, length, PROT_READ | PROT_WRITE | PROT_EXEC))
		return false;
	memcpy(at, bytes, size);
	return !mprotect((void *)start, length, PROT_READ | PROT_EXEC);
}

bool patch_jump(void *at, uintptr_t to)
{
	/* movabs $to, %rax; jmp *%rax */
	unsigned char jump[PATCH_JUMP] = { 0x48, 0xb8, [10] = 0xff, 0xe0 };

	memcpy(jump + 2, &to, sizeof(to));
	return patch(at, jump, sizeof(jump));
}
