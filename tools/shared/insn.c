// SPDX-License-Identifier: GPL-2.0-only
/* As much of x86's instructions as tells where execution goes on (SDM vol. 2, appendix A). */
#include "trace_format.h"

static bool is_prefix(uint8_t byte)
{
	switch (byte) {
	case 0x26: /* segments; 2e and 3e are also hints, and 3e NOTRACK */
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x64:
	case 0x65:
	case 0x66:
	case 0x67:
	case 0xf0:
	case 0xf2:
	case 0xf3:
		return true;
	}
	return byte >= 0x40 && byte <= 0x4f; /* REX */
}

static enum insn_kind kind_0f(const uint8_t *bytes, size_t size)
{
	if (size < 2)
		return INSN_PLAIN;
	if (bytes[1] >= 0x80 && bytes[1] <= 0x8f)
		return INSN_JUMP;
	switch (bytes[1]) {
	case 0x05:
	case 0x34:
		return INSN_SYSTEM_CALL;
	case 0x07:
	case 0x35:
		return INSN_SYSTEM_RETURN;
	case 0x01: /* VMLAUNCH, VMRESUME, VMRUN */
		if (size > 2 && (bytes[2] == 0xc2 || bytes[2] == 0xc3 || bytes[2] == 0xd8))
			return INSN_ENTER_GUEST;
	}
	return INSN_PLAIN;
}

static enum insn_kind kind_ff(const uint8_t *bytes, size_t size)
{
	switch (size > 1 ? bytes[1] >> 3 & 7 : 0) {
	case 2:
	case 3:
		return INSN_CALL;
	case 4:
	case 5:
		return INSN_JUMP;
	}
	return INSN_PLAIN;
}

enum insn_kind insn_kind(const uint8_t *bytes, size_t size)
{
	if (size == 3 && bytes[0] == 0x66 && bytes[1] == 0x87 && bytes[2] == 0xdb)
		return INSN_MARK;
	while (size && is_prefix(*bytes)) {
		bytes++;
		size--;
	}
	if (!size)
		return INSN_PLAIN;
	if ((bytes[0] >= 0x70 && bytes[0] <= 0x7f) || (bytes[0] >= 0xe0 && bytes[0] <= 0xe3))
		return INSN_JUMP;
	switch (bytes[0]) {
	case 0x0f:
		return kind_0f(bytes, size);
	case 0xff:
		return kind_ff(bytes, size);
	case 0xe8:
		return INSN_CALL;
	case 0xe9:
	case 0xeb:
		return INSN_JUMP;
	case 0xc2:
	case 0xc3:
	case 0xca:
	case 0xcb:
		return INSN_RETURN;
	case 0xcf:
		return INSN_INTERRUPT_RETURN;
	case 0xcc: /* INT3, INT, INT1 */
	case 0xcd:
	case 0xf1:
		return INSN_SYSTEM_CALL;
	}
	return INSN_PLAIN;
}
