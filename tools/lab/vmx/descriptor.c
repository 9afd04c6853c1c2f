// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs. Bochs 3.0 fails a VM entry whose posted-interrupt descriptor is not aligned to a page
 * (cpu/vmx.cc, VMenterLoadCheckVmControls()). The SDM asks for 64 bytes (vol. 3, "Checks on VMX Controls"),
 * and that is what KVM gives, so no guest could be entered with APICv. 3.1 has it right. The mask of that
 * one check is changed in memory; it is known by the VMCS field that is read just before, and by what
 * it is now. Any other Bochs, and any other program, is left as it is.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patch.h"

#define CHECKS "_ZN8BX_CPU_C26VMenterLoadCheckVmControlsEv"
#define WITHIN 32 /* bytes, from the field's number to the end of the mask: a call lies between */

/* mov $0x2016, %esi: the number of the VMCS field "posted-interrupt descriptor address" */
static const unsigned char field[] = { 0xbe, 0x16, 0x20, 0x00, 0x00 };

/* What must be clear in an address of 40 bits: above them, and below a page or a cache line. */
static const uint64_t page = 0xffffff0000000fff, line = 0xffffff000000003f;

/* The mask in the checks of @size bytes; NULL: not in these. */
static unsigned char *find_mask(unsigned char *checks, size_t size)
{
	unsigned char *at = memmem(checks, size, field, sizeof(field));

	if (!at || at + WITHIN > checks + size)
		return NULL;
	return memmem(at, WITHIN, &page, sizeof(page));
}

__attribute__((constructor)) static void accept_cache_lines(void)
{
	size_t size;
	unsigned char *checks = code_of(CHECKS, &size), *mask;

	if (!checks)
		return;
	mask = find_mask(checks, size);
	if (mask && !patch(mask, &line, sizeof(line)))
		perror("Bochs's check of the posted-interrupt descriptor");
}
