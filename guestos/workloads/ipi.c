// SPDX-License-Identifier: GPL-2.0-only
#include "ipi.h"
#include "machine/apic.h"
#include "machine/trap.h"

static void wake(struct regs *regs)
{
	(void)regs;
	apic_eoi();
}

const char *ipi_setup(void)
{
	trap_handle(VECTOR_IPI, wake);
	return NULL;
}

void ipi_teardown(void)
{
	trap_handle(VECTOR_IPI, NULL);
}
