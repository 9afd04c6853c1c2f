// SPDX-License-Identifier: GPL-2.0-only
/* Port I/O: to a device in the VMM, to one inside KVM, to nobody, by each width. */
#include "measure/workload.h"

#define PORT_POST   0x80  /* POST codes: a write is always harmless */
#define PORT_PIC    0x21  /* mask of the 8259, which KVM emulates itself */
#define PORT_NOBODY 0x5f0 /* claimed by no device of any machine type */
#define PORT_RTC    0x71  /* data of the CMOS, in the VMM */

#define IO_ROW(ident, text, about, statement)                                                      \
	static void op_##ident(u64 i)                                                              \
	{                                                                                          \
		(void)i;                                                                           \
		statement;                                                                         \
	}                                                                                          \
                                                                                                   \
	WORKLOAD(io_##ident) = {                                                                   \
		.name = text,                                                                      \
		.summary = about,                                                                  \
		.op = op_##ident,                                                                  \
		.expect = EXITS(ON_VMX(IO_INSTRUCTION, 1), ON_SVM(IOIO, 1)),                       \
	}

IO_ROW(out8, "io.out8", "OUT of a byte to port 0x80, in user space", out8(PORT_POST, 0));
IO_ROW(out16, "io.out16", "OUT of 2 bytes to port 0x80", out16(PORT_POST, 0));
IO_ROW(out32, "io.out32", "OUT of 4 bytes to port 0x80", out32(PORT_POST, 0));
IO_ROW(in8, "io.in8", "IN of a byte from port 0x21, KVM's own 8259", in8(PORT_PIC));
IO_ROW(in8_vmm, "io.in8.vmm", "IN of a byte from port 0x71, the CMOS in user space", in8(PORT_RTC));
IO_ROW(in8_nobody, "io.in8.nobody", "IN of a byte from a port without a device", in8(PORT_NOBODY));
IO_ROW(in16, "io.in16", "IN of 2 bytes from a port without a device", in16(PORT_NOBODY));
IO_ROW(in32, "io.in32", "IN of 4 bytes from a port without a device", in32(PORT_NOBODY));

#define STRING_LENGTH 4

static u8 buffer[STRING_LENGTH];

static void op_rep_none(u64 i)
{
	const u8 *from = buffer;
	u64 none = 0;

	(void)i;
	asm volatile("rep outsb" : "+S"(from), "+c"(none) : "d"(PORT_POST) : "memory");
}

/*
 * Whether the permission to do I/O is checked before the count is left open by the manuals (it is on
 * both emulated processors), so the processor is asked, once.
 */
static const char *setup_rep(void)
{
	if (exits_of(counters.numbering == ISA_VMX ? VMX_IO_INSTRUCTION : SVM_IOIO, op_rep_none))
		conditions_add(EMPTY_REP_EXITS);
	return NULL;
}

static void op_rep_outs(u64 i)
{
	const u8 *from = buffer;
	u64 n = STRING_LENGTH;

	(void)i;
	asm volatile("rep outsb" : "+S"(from), "+c"(n) : "d"(PORT_POST) : "memory");
}

/*
 * KVM sends one element at a time to user space and lets the guest execute the
 * rest again. It leaves even the end to the guest, with CX at 0.
 */
WORKLOAD(io_rep_outs) = {
	.name = "io.rep_outs",
	.summary = "REP OUTSB of 4 bytes to port 0x80",
	.setup = setup_rep,
	.op = op_rep_outs,
	.expect = EXITS(ON_VMX(IO_INSTRUCTION, STRING_LENGTH), ON_SVM(IOIO, STRING_LENGTH),
			ON_VMX(IO_INSTRUCTION, 1, .with = EMPTY_REP_EXITS),
			ON_SVM(IOIO, 1, .with = EMPTY_REP_EXITS)),
};

static void op_rep_ins(u64 i)
{
	u8 *to = buffer;
	u64 n = STRING_LENGTH;

	(void)i;
	asm volatile("rep insb" : "+D"(to), "+c"(n) : "d"(PORT_NOBODY) : "memory");
}

/* In this direction it reads ahead: up to a page of elements by one exit. */
WORKLOAD(io_rep_ins) = {
	.name = "io.rep_ins",
	.summary = "REP INSB of 4 bytes from a port without a device",
	.setup = setup_rep,
	.op = op_rep_ins,
	.expect = EXITS(ON_VMX(IO_INSTRUCTION, 1), ON_SVM(IOIO, 1),
			ON_VMX(IO_INSTRUCTION, 1, .with = EMPTY_REP_EXITS),
			ON_SVM(IOIO, 1, .with = EMPTY_REP_EXITS)),
};
