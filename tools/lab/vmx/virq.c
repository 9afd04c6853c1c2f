// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs. Its VMRUN loads the guest's RFLAGS before it is in the guest, and looks at what they mask only
 * if they change IF (cpu/svm.cc, SvmEnterLoadCheckGuestState(); 3.0 and 3.1). KVM enters with interrupts on, so
 * into a guest that has them on a virtual interrupt stays masked, as it was by the exit before, and the exit that
 * KVM asked for when it can deliver an interrupt never comes. So handleInterruptMaskChange() (cpu/flag_ctrl_pro.cc)
 * is changed to unmask the virtual interrupt in the host as well, at the STI that comes before VMRUN: where it asks
 * whether this is a guest, it asks whether there is a VMCB. None is pending in the host, and each exit masks it again.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patch.h"

#define FUNCTION "_ZN8BX_CPU_C25handleInterruptMaskChangeEv"

/*
 * cmpb $0, in_svm_guest(this); je over; mov vmcb(this), %rcx; movzbl v_intr_prio(%rcx), %esi. The other place that
 * asks compares a byte of the VMCB's at once.
 */
enum { COMPARED = 2, JUMP = 7, VMCB = 12, LOAD = 16, LENGTH = 18 };

static bool asks(const unsigned char *at)
{
	return at[0] == 0x80 && !at[6] && at[JUMP] == 0x74 && at[9] == 0x48 && at[10] == 0x8b &&
	       at[LOAD] == 0x0f && at[LOAD + 1] == 0xb6;
}

static unsigned char *find(unsigned char *function, size_t size)
{
	for (size_t i = 0; i + LENGTH <= size; i++)
		if (asks(function + i))
			return function + i;
	return NULL;
}

__attribute__((constructor)) static void unmask_at_sti(void)
{
	unsigned char *function, *at, compare[JUMP];
	uint32_t field;
	size_t size;

	function = code_of(FUNCTION, &size);
	at = function ? find(function, size) : NULL;
	if (!at)
		return;
	/* cmpl $0, the upper half of the pointer to the VMCB */
	memcpy(compare, at, sizeof(compare));
	compare[0] = 0x83;
	memcpy(&field, at + VMCB, sizeof(field));
	field += sizeof(field);
	memcpy(compare + COMPARED, &field, sizeof(field));
	if (!patch(at, compare, sizeof(compare)))
		perror("Bochs's handleInterruptMaskChange()");
}
