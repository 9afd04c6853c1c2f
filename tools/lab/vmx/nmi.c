// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs. A VM entry loads from the VMCS whether NMIs are blocked (SDM vol. 3, "Loading Non-Register
 * State"). Bochs 2.7 begins to block them where the VMCS says so, but does not stop where it says that they are not
 * (cpu/vmx.cc, VMenterLoadCheckGuestState()); 3.0 does. So what one VM was left in goes over to the next: entered
 * between an NMI and its IRET, a second VM is blocked for good if it has no IRET, and blocks the first each time
 * that it is entered after it. Those few instructions are replaced; they are known by what they are. Any other
 * Bochs, and any other program, is left as it is.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patch.h"

#define ENTRY "_ZN8BX_CPU_C26VMenterLoadCheckGuestStateEPm"

/* if (blocked by NMI) masked events |= virtual NMIs ? BX_EVENT_VMX_VIRTUAL_NMI : BX_EVENT_NMI */
struct wrong {
	unsigned char blocked[4]; /* test $8, %al; je behind it all */
	unsigned char load[2];	  /* mov masked(%rbx), %eax */
	uint32_t load_from;
	unsigned char mask[9]; /* mov %eax, %edx; or $0x80, %al; or $1, %edx; testb virtual... */
	uint32_t controls;
	unsigned char choose[6]; /* ..., $0x20; cmove %edx, %eax; mov %eax, masked... */
	uint32_t store_to;
} __attribute__((packed));

/* One byte of either for the kind in use: cleared or set, as the VMCS says. EAX is not used behind it, nor EDX. */
struct right {
	unsigned char virtual[4]; /* mov $0x80, %dl; testb virtual... */
	uint32_t controls;
	unsigned char choose[7]; /* ..., $0x20; jne 1f; mov $1, %dl; 1: or %dl, masked... */
	uint32_t set_in;
	unsigned char blocked[6]; /* test $8, %al; jne 2f; xor %dl, masked... */
	uint32_t clear_in;
	unsigned char rest[4]; /* 2: nop */
} __attribute__((packed));

_Static_assert(sizeof(struct right) == sizeof(struct wrong), "one takes the other's place");

static bool is_wrong(const struct wrong *at)
{
	static const struct wrong known = {
		.blocked = { 0xa8, 0x08, 0x74, 0x1d },
		.load = { 0x8b, 0x83 },
		.mask = { 0x89, 0xc2, 0x0c, 0x80, 0x83, 0xca, 0x01, 0xf6, 0x83 },
		.choose = { 0x20, 0x0f, 0x44, 0xc2, 0x89, 0x83 },
	};

	return !memcmp(at->blocked, known.blocked, sizeof(known.blocked)) &&
	       !memcmp(at->load, known.load, sizeof(known.load)) &&
	       !memcmp(at->mask, known.mask, sizeof(known.mask)) &&
	       !memcmp(at->choose, known.choose, sizeof(known.choose)) &&
	       at->load_from == at->store_to;
}

static struct wrong *find(unsigned char *entry, size_t size)
{
	for (size_t i = 0; i + sizeof(struct wrong) <= size; i++) {
		struct wrong *at = (struct wrong *)(entry + i);

		if (is_wrong(at))
			return at;
	}
	return NULL;
}

__attribute__((constructor)) static void stop_blocking(void)
{
	struct right right = {
		.virtual = { 0xb2, 0x80, 0xf6, 0x83 },
		.choose = { 0x20, 0x75, 0x02, 0xb2, 0x01, 0x08, 0x93 },
		.blocked = { 0xa8, 0x08, 0x75, 0x06, 0x30, 0x93 },
		.rest = { 0x90, 0x90, 0x90, 0x90 },
	};
	unsigned char *entry = dlsym(RTLD_DEFAULT, ENTRY);
	ElfW(Sym) *symbol = NULL;
	struct wrong *wrong;
	Dl_info info;

	if (!entry || !dladdr1(entry, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol)
		return;
	wrong = find(entry, symbol->st_size);
	if (!wrong)
		return;
	right.controls = wrong->controls;
	right.set_in = right.clear_in = wrong->store_to;
	if (!patch(wrong, &right, sizeof(right)))
		perror("Bochs's blocking of NMIs at VM entries");
}
