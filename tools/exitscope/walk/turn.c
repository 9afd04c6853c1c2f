// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "enter.h"
#include "gate.h"
#include "leave.h"
#include "turn.h"

/* Here the kernel's half begins; the guest and user space are below. */
#define KERNEL_HALF 0xffff800000000000

/* Within L1's kernel. The stubs of interrupts jump to an entry that they have in common. */
static void kernel_step(struct walk *walk, const struct function *function, uint64_t address)
{
	const struct frame *top = frames_top(walk_current(walk));
	bool stub = walk->kind == INSN_JUMP && top && gate_is_entry(top->function);

	if (gate_is_entry(function) && function != (top ? top->function : NULL) && !stub &&
	    (address == function->address || strstr(function->name, "_entries_start"))) {
		gate_enter(walk, function);
		return;
	}
	switch (walk->kind) {
	case INSN_CALL:
		enter_call(walk, function, address);
		break;
	case INSN_RETURN:
		leave_by_return(walk, function, address);
		break;
	case INSN_INTERRUPT_RETURN:
		gate_leave(walk, function, address);
		break;
	default:
		enter_settle(walk, function, address);
	}
}

/* UD2, which QEMU does not take back when it has raised the exception. */
static bool is_undefined(const struct trace_step *step)
{
	return step->size == 2 && step->bytes[0] == 0x0f && step->bytes[1] == 0x0b;
}

/* Within the guest, and within L1's user space. */
static void other_step(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame gate = { .function = function,
			      .entry = ENTRY_INTERRUPT,
			      .world = walk_world(walk->space),
			      .gate = true };
	bool jumps = walk->kind != INSN_PLAIN || address == walk->last.address + walk->last.size;

	switch (walk->kind) {
	case INSN_CALL:
		enter_call(walk, function, address);
		return;
	case INSN_RETURN:
		leave_by_return(walk, function, address);
		return;
	case INSN_INTERRUPT_RETURN:
	case INSN_SYSTEM_RETURN:
		gate_leave(walk, function, address);
		return;
	case INSN_SYSTEM_CALL:
		gate_call(walk, function, address);
		return;
	default:
		break;
	}
	if (walk->space != SPACE_GUEST || jumps || !function) {
		enter_settle(walk, function, address);
		return;
	}
	if (walk->aborted && walk->node && !is_undefined(&walk->last))
		tree_uncount(walk->node);
	enter_frame(walk, gate, true);
}

/* The guest goes on: where it was, behind an instruction that L1 has emulated, or in a handler. */
static void resume_guest(struct walk *walk, const struct function *function, uint64_t address)
{
	const struct trace_step *last = &walk->thread->guest_last;
	bool same = address == last->address || address == last->address + last->size;

	if (!last->address || (same && walk->thread->guest_kind == INSN_PLAIN)) {
		enter_settle(walk, function, address);
		return;
	}
	if (address == last->address)
		return;
	walk->last = *last;
	walk->kind = walk->thread->guest_kind;
	walk->place = walk->thread->guest_place;
	walk->stack_known = false;
	other_step(walk, function, address);
}

static void enter_kernel(struct walk *walk, const struct function *function, uint64_t address)
{
	bool called = walk->kind == INSN_SYSTEM_CALL && !gate_is_entry(function);

	walk->space = SPACE_KERNEL;
	walk_current(walk)->count = 0;
	if (called || !function)
		gate_call(walk, function, address);
	else if (gate_is_entry(function))
		gate_enter(walk, function);
	else
		enter_unknown(walk, function, address);
}

static void leave_guest(struct walk *walk, const struct function *function, uint64_t address)
{
	walk->thread->guest_last = walk->last;
	walk->thread->guest_kind = walk->kind;
	walk->thread->guest_place = walk->place;
	if (walk->hooks.left)
		walk->hooks.left(walk, walk->hooks.data);
	walk->space = SPACE_KERNEL;
	enter_settle(walk, function, address);
}

/* Where the guest was stays known, but it has executed nothing since. */
static void leave_at_once(struct walk *walk, const struct function *function, uint64_t address)
{
	struct trace_step last = walk->thread->guest_last;
	enum insn_kind kind = walk->thread->guest_kind;
	struct place place = walk->thread->guest_place;

	walk->last = (struct trace_step){ 0 };
	walk->node = NULL;
	leave_guest(walk, function, address);
	walk->thread->guest_last = last;
	walk->thread->guest_kind = kind;
	walk->thread->guest_place = place;
}

static void enter_guest(struct walk *walk, const struct function *function, uint64_t address)
{
	walk->space = SPACE_GUEST;
	if (walk->hooks.entered)
		walk->hooks.entered(walk, walk->hooks.data);
	resume_guest(walk, function, address);
}

/* From L1's kernel: the guest has not executed an instruction before it was left again. */
static bool left_at_once(const struct walk *walk, uint64_t address)
{
	return walk->kind == INSN_ENTER_GUEST && address >= KERNEL_HALF;
}

static void from_kernel(struct walk *walk, const struct function *function, uint64_t address)
{
	if (left_at_once(walk, address)) {
		walk->space = SPACE_GUEST;
		if (walk->hooks.entered)
			walk->hooks.entered(walk, walk->hooks.data);
		leave_at_once(walk, function, address);
	} else if (walk->space == SPACE_GUEST) {
		enter_guest(walk, function, address);
	} else if (walk->space == SPACE_USER) {
		walk_frames(walk, SPACE_KERNEL)->count = 0;
		enter_settle(walk, function, address);
	} else {
		kernel_step(walk, function, address);
	}
}

enum space turn_space(const struct walk *walk, uint64_t address)
{
	if (address >= KERNEL_HALF)
		return SPACE_KERNEL;
	if (walk->space == SPACE_KERNEL && walk->begun)
		return walk->kind == INSN_ENTER_GUEST ? SPACE_GUEST : SPACE_USER;
	return walk->begun ? walk->space : SPACE_GUEST;
}

void turn(struct walk *walk, enum space space, const struct function *function, uint64_t address)
{
	enum space before = walk->space;

	if (!walk->begun) {
		walk->begun = true;
		walk->space = space;
		enter_settle(walk, function, address);
		return;
	}
	if (before == SPACE_KERNEL) {
		walk->space = space;
		from_kernel(walk, function, address);
	} else if (space != SPACE_KERNEL) {
		other_step(walk, function, address);
	} else if (before == SPACE_GUEST) {
		leave_guest(walk, function, address);
	} else {
		enter_kernel(walk, function, address);
	}
}
