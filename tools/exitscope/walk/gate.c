// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "enter.h"
#include "gate.h"

static bool begins_with(const char *name, const char *start)
{
	return !strncmp(name, start, strlen(start));
}

/* Entries of L1's IDT, by their names in arch/x86/entry/entry_64.S and asm/idtentry.h. */
static bool is_interrupt(const char *name)
{
	return begins_with(name, "asm_sysvec_") || begins_with(name, "asm_common_interrupt") ||
	       begins_with(name, "asm_spurious_interrupt") || !strcmp(name, "irq_entries_start") ||
	       !strcmp(name, "spurious_entries_start") || !strcmp(name, "asm_exc_nmi");
}

static bool is_exception(const char *name)
{
	return begins_with(name, "asm_exc_") && strcmp(name, "asm_exc_nmi");
}

/* Behind their instruction; and #UD, for which QEMU does not take it back. */
static bool is_trap(const char *name)
{
	return !strcmp(name, "asm_exc_int3") || !strcmp(name, "asm_exc_debug") ||
	       !strcmp(name, "asm_exc_overflow") || !strcmp(name, "asm_exc_invalid_op");
}

bool gate_is_entry(const struct function *function)
{
	return function && (is_interrupt(function->name) || is_exception(function->name));
}

void gate_enter(struct walk *walk, const struct function *function)
{
	bool interrupt = is_interrupt(function->name);
	struct frame frame = {
		.function = function,
		.entry = ENTRY_INTERRUPT,
		.world = interrupt ? WORLD_INTERRUPT : WORLD_KERNEL,
		.gate = true,
	};

	if (walk->aborted && walk->node && !interrupt && !is_trap(function->name))
		tree_uncount(walk->node);
	enter_frame(walk, frame, true);
}

void gate_call(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame frame = {
		.function = enter_named(walk, function, address),
		.entry = ENTRY_SYSTEM_CALL,
		.world = walk_world(walk->space),
		.gate = true,
	};

	enter_frame(walk, frame, true);
}

void gate_leave(struct walk *walk, const struct function *function, uint64_t address)
{
	long gate = frames_gate(walk_current(walk));

	walk_current(walk)->count = gate < 0 ? 0 : gate;
	enter_settle(walk, function, address);
}
