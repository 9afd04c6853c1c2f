// SPDX-License-Identifier: GPL-2.0-only
/* By their opcodes (SDM vol. 2, appendix A; APM vol. 3). */
#include <stdio.h>
#include <string.h>

#include "instruction.h"
#include "shared/memory.h"

struct opcode {
	uint8_t size, byte[3];
	int8_t reg; /* of the ModRM byte behind it, -1: any or none */
	const char *name;
};

static const struct opcode opcodes[] = {
	{ 3, { 0x0f, 0x01, 0xc1 }, -1, "VMCALL" },
	{ 3, { 0x0f, 0x01, 0xc2 }, -1, "VMLAUNCH" },
	{ 3, { 0x0f, 0x01, 0xc3 }, -1, "VMRESUME" },
	{ 3, { 0x0f, 0x01, 0xc4 }, -1, "VMXOFF" },
	{ 3, { 0x0f, 0x01, 0xc8 }, -1, "MONITOR" },
	{ 3, { 0x0f, 0x01, 0xc9 }, -1, "MWAIT" },
	{ 3, { 0x0f, 0x01, 0xd1 }, -1, "XSETBV" },
	{ 3, { 0x0f, 0x01, 0xd8 }, -1, "VMRUN" },
	{ 3, { 0x0f, 0x01, 0xd9 }, -1, "VMMCALL" },
	{ 3, { 0x0f, 0x01, 0xda }, -1, "VMLOAD" },
	{ 3, { 0x0f, 0x01, 0xdb }, -1, "VMSAVE" },
	{ 3, { 0x0f, 0x01, 0xdc }, -1, "STGI" },
	{ 3, { 0x0f, 0x01, 0xdd }, -1, "CLGI" },
	{ 3, { 0x0f, 0x01, 0xde }, -1, "SKINIT" },
	{ 3, { 0x0f, 0x01, 0xdf }, -1, "INVLPGA" },
	{ 3, { 0x0f, 0x01, 0xf9 }, -1, "RDTSCP" },
	{ 2, { 0x0f, 0x01 }, 0, "SGDT" },
	{ 2, { 0x0f, 0x01 }, 1, "SIDT" },
	{ 2, { 0x0f, 0x01 }, 2, "LGDT" },
	{ 2, { 0x0f, 0x01 }, 3, "LIDT" },
	{ 2, { 0x0f, 0x01 }, 4, "SMSW" },
	{ 2, { 0x0f, 0x01 }, 6, "LMSW" },
	{ 2, { 0x0f, 0x01 }, 7, "INVLPG" },
	{ 2, { 0x0f, 0x00 }, 0, "SLDT" },
	{ 2, { 0x0f, 0x00 }, 1, "STR" },
	{ 2, { 0x0f, 0x00 }, 2, "LLDT" },
	{ 2, { 0x0f, 0x00 }, 3, "LTR" },
	{ 2, { 0x0f, 0xc7 }, 6, "RDRAND" },
	{ 2, { 0x0f, 0xc7 }, 7, "RDSEED" },
	{ 2, { 0x0f, 0x78 }, -1, "VMREAD" },
	{ 2, { 0x0f, 0x79 }, -1, "VMWRITE" },
	{ 3, { 0x0f, 0x38, 0x80 }, -1, "INVEPT" },
	{ 3, { 0x0f, 0x38, 0x81 }, -1, "INVVPID" },
	{ 3, { 0x0f, 0x38, 0x82 }, -1, "INVPCID" },
	{ 2, { 0x0f, 0x06 }, -1, "CLTS" },
	{ 2, { 0x0f, 0x08 }, -1, "INVD" },
	{ 2, { 0x0f, 0x09 }, -1, "WBINVD" },
	{ 2, { 0x0f, 0x0b }, -1, "UD2" },
	{ 2, { 0x0f, 0x20 }, -1, "MOV from CR" },
	{ 2, { 0x0f, 0x21 }, -1, "MOV from DR" },
	{ 2, { 0x0f, 0x22 }, -1, "MOV to CR" },
	{ 2, { 0x0f, 0x23 }, -1, "MOV to DR" },
	{ 2, { 0x0f, 0x30 }, -1, "WRMSR" },
	{ 2, { 0x0f, 0x31 }, -1, "RDTSC" },
	{ 2, { 0x0f, 0x32 }, -1, "RDMSR" },
	{ 2, { 0x0f, 0x33 }, -1, "RDPMC" },
	{ 2, { 0x0f, 0xa2 }, -1, "CPUID" },
	{ 2, { 0x0f, 0xaa }, -1, "RSM" },
	{ 1, { 0x6c }, -1, "INS" },
	{ 1, { 0x6d }, -1, "INS" },
	{ 1, { 0x6e }, -1, "OUTS" },
	{ 1, { 0x6f }, -1, "OUTS" },
	{ 1, { 0xe4 }, -1, "IN" },
	{ 1, { 0xe5 }, -1, "IN" },
	{ 1, { 0xec }, -1, "IN" },
	{ 1, { 0xed }, -1, "IN" },
	{ 1, { 0xe6 }, -1, "OUT" },
	{ 1, { 0xe7 }, -1, "OUT" },
	{ 1, { 0xee }, -1, "OUT" },
	{ 1, { 0xef }, -1, "OUT" },
	{ 1, { 0x90 }, -1, "PAUSE" },
	{ 1, { 0xcc }, -1, "INT3" },
	{ 1, { 0xcd }, -1, "INT" },
	{ 1, { 0xcf }, -1, "IRET" },
	{ 1, { 0xf1 }, -1, "INT1" },
	{ 1, { 0xf4 }, -1, "HLT" },
	{ 1, { 0xfa }, -1, "CLI" },
	{ 1, { 0xfb }, -1, "STI" },
};

static bool is_prefix(uint8_t byte)
{
	return byte == 0x66 || byte == 0x67 || byte == 0xf2 || byte == 0xf3 || byte == 0xf0 ||
	       (byte >= 0x40 && byte <= 0x4f);
}

static bool is(const struct opcode *opcode, const uint8_t *bytes, size_t size)
{
	if (size < opcode->size || memcmp(opcode->byte, bytes, opcode->size))
		return false;
	return opcode->reg < 0 ||
	       (size > opcode->size && (bytes[opcode->size] >> 3 & 7) == opcode->reg);
}

static char *hex(const struct trace_step *step)
{
	char text[2 * TRACE_INSN_MAX + 1] = "";

	for (int i = 0; i < step->size; i++)
		sprintf(text + 2 * i, "%02x", step->bytes[i]);
	return print("%s", text);
}

/* 0f c7 /6 and /7 with a memory operand, which the prefix tells apart. */
static const char *vmx_name(const struct trace_step *step, const uint8_t *bytes, size_t size)
{
	if (size < 3 || bytes[0] != 0x0f || bytes[1] != 0xc7 || bytes[2] >= 0xc0)
		return NULL;
	if ((bytes[2] >> 3 & 7) == 7)
		return "VMPTRST";
	if ((bytes[2] >> 3 & 7) != 6)
		return NULL;
	return step->bytes[0] == 0x66 ? "VMCLEAR" : step->bytes[0] == 0xf3 ? "VMXON" : "VMPTRLD";
}

char *instruction_name(const struct trace_step *step)
{
	const uint8_t *bytes = step->bytes;
	size_t size = step->size;

	while (size > 1 && is_prefix(*bytes)) {
		bytes++;
		size--;
	}
	if (vmx_name(step, bytes, size))
		return print("%s", vmx_name(step, bytes, size));
	for (size_t i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++)
		if (is(&opcodes[i], bytes, size))
			return print("%s", opcodes[i].name);
	return hex(step);
}
