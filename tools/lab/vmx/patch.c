// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "patch.h"

bool patch(void *at, const void *bytes, size_t size)
{
	uintptr_t page = sysconf(_SC_PAGESIZE), start = (uintptr_t)at & ~(page - 1);
	size_t length = (uintptr_t)at + size - start;

	if (mprotect((void *)start, length, PROT_READ | PROT_WRITE | PROT_EXEC))
		return false;
	memcpy(at, bytes, size);
	return !mprotect((void *)start, length, PROT_READ | PROT_EXEC);
}
