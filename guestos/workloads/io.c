// SPDX-License-Identifier: GPL-2.0-only
/* Port I/O: to a device in the VMM, and to one inside KVM. */
#include "workload.h"

#define PORT_POST 0x80 /* POST codes: a write is always harmless */
#define PORT_PIC  0x21 /* mask of the 8259, which KVM emulates itself */

static void op_out8(u64 i)
{
	(void)i;
	out8(PORT_POST, 0);
}

WORKLOAD(io_out8) = {
	.name = "io.out8",
	.summary = "OUT of a byte to port 0x80, in user space",
	.op = op_out8,
	.expect = {
		ON_VMX(IO_INSTRUCTION, 1),
		ON_SVM(IOIO, 1),
	},
};

static void op_in8(u64 i)
{
	(void)i;
	in8(PORT_PIC);
}

WORKLOAD(io_in8) = {
	.name = "io.in8",
	.summary = "IN of a byte from port 0x21, KVM's own 8259",
	.op = op_in8,
	.expect = {
		ON_VMX(IO_INSTRUCTION, 1),
		ON_SVM(IOIO, 1),
	},
};
