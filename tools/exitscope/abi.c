// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "../../guestos/reasons.h"
#include "abi.h"

#define REASON_END 0x410 /* beyond it there is only VMEXIT_INVALID, 0xffff */

const char *const flag_names[FLAG_COUNT] = {
	"tdp",
	"unrestricted_guest",
	"apicv",
	"flexpriority",
	"pml",
	"preemption_timer",
	"virtual_nmi",
	"next_rip_save",
	"virtual_gif",
	"pause_filter",
	"kernel_irqchip",
	"split_irqchip",
	"hlt_passthrough",
	"mwait_passthrough",
	"pause_passthrough",
	"umip_emulated",
	"nested",
	"x2apic_passthrough",
};

static bool same(enum isa isa, uint32_t reason, const char *name)
{
	const char *known = reason_name(isa, reason);

	return known && !strcasecmp(known, name);
}

static bool known_in(enum isa isa, const char *name)
{
	for (uint32_t reason = 0; reason < REASON_END; reason++)
		if (same(isa, reason, name))
			return true;
	return same(isa, 0xffff, name);
}

bool reason_known(const char *numbering, const char *name)
{
	if (!numbering)
		return known_in(ISA_VMX, name) || known_in(ISA_SVM, name);
	return known_in(strcmp(numbering, "vmx") ? ISA_SVM : ISA_VMX, name);
}
