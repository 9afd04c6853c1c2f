// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs. An exit of its SVM leaves all of EVENTINJ in the VMCB but the valid bit (cpu/svm.cc, Svm_Vmexit();
 * 3.0 and 3.1). KVM, to which a field that is not 0 is an event that it injects, would never single-step over an
 * IRET to the next NMI (svm_vcpu_run()): it only has itself interrupted until the IRET has been executed. QEMU clears the
 * field. The mask of the one store is changed in memory, so that Bochs does too.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patch.h"

#define EXIT "_ZN8BX_CPU_C10Svm_VmexitEimm"

/* and $0x7fffffff, %edx: the value of vmcb_write32(); it is the only one. */
static const unsigned char keep[] = { 0x81, 0xe2, 0xff, 0xff, 0xff, 0x7f };

__attribute__((constructor)) static void clear_eventinj(void)
{
	static const uint32_t nothing;
	unsigned char *exit, *at;
	size_t size;

	exit = code_of(EXIT, &size);
	at = exit ? memmem(exit, size, keep, sizeof(keep)) : NULL;
	if (at && !patch(at + 2, &nothing, sizeof(nothing)))
		perror("Bochs's Svm_Vmexit()");
}
