// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "shared/memory.h"
#include "walk.h"

/* Stacks of L1's kernel are aligned to what they can hold, 16 KiB. */
#define KERNEL_STACK_SHIFT 14

/* Here the kernel's half begins; the guest and user space are below. */
#define KERNEL_HALF 0xffff800000000000

struct thread {
	struct frames frames[SPACES];
	struct trace_step guest_last; /* the guest's last instruction; no address: none */
	enum insn_kind guest_kind;
	struct thread *next;
};

/* What is known of a run's instructions. */
struct run_info {
	const struct function **function; /* by step; NULL: no symbol */
	enum space space;
};

struct walk {
	struct trace *trace;
	struct symbols *symbols;
	bool aborted;
	struct walk_hooks hooks;
	struct run_info *info;
	size_t infos;
	const struct function *switch_to; /* __switch_to_asm */

	struct tree_node *root;
	unsigned int tree; /* its number */

	struct thread *threads, *thread; /* all of them, and the one that runs */
	enum space space;
	bool begun;
	bool switching; /* from one thread to another */

	/* The last instruction. */
	struct trace_step last;
	enum insn_kind kind;
	bool stack_known;
	uint64_t stack;
	struct tree_node *node;
};

static struct thread *new_thread(struct walk *walk)
{
	struct thread *thread = allocate(sizeof(*thread));

	thread->next = walk->threads;
	walk->threads = thread;
	return thread;
}

struct walk *walk_new(struct trace *trace, struct symbols *symbols, bool aborted,
		      const struct walk_hooks *hooks)
{
	struct walk *walk = allocate(sizeof(*walk));

	walk->trace = trace;
	walk->symbols = symbols;
	walk->aborted = aborted;
	walk->hooks = *hooks;
	walk->thread = new_thread(walk);
	return walk;
}

static void free_threads(struct walk *walk)
{
	struct thread *thread;

	while ((thread = walk->threads)) {
		walk->threads = thread->next;
		for (int i = 0; i < SPACES; i++)
			frames_free(&thread->frames[i]);
		free(thread);
	}
}

void walk_free(struct walk *walk)
{
	free_threads(walk);
	for (size_t i = 0; i < walk->infos; i++)
		free(walk->info[i].function);
	free(walk->info);
	free(walk);
}

void walk_into(struct walk *walk, struct tree_node *root)
{
	walk->root = root;
	walk->tree++;
	walk->node = NULL;
}

const struct trace_step *walk_last(const struct walk *walk)
{
	return &walk->last;
}

struct tree_node *walk_last_node(const struct walk *walk)
{
	return walk->node;
}

const struct function *walk_hardware(struct walk *walk, const char *name)
{
	return symbols_hardware(walk->symbols, name);
}

static struct frames *frames_of(const struct walk *walk, enum space space)
{
	return &walk->thread->frames[space];
}

static struct frames *current(const struct walk *walk)
{
	return frames_of(walk, walk->space);
}

const struct function *walk_last_function(const struct walk *walk)
{
	const struct frame *top = frames_top(current(walk));

	return top ? top->function : NULL;
}

static enum world world_of(enum space space)
{
	return space == SPACE_GUEST ? WORLD_GUEST : space == SPACE_USER ? WORLD_USER : WORLD_KERNEL;
}

static struct tree_node *node_of(struct walk *walk, enum space space, size_t index);

/* What a stack's lowest frame, or a gate, hangs from: for an interrupt that is nothing. */
static struct tree_node *below(struct walk *walk, enum space space, size_t index)
{
	const struct frame *frame = &frames_of(walk, space)->frame[index];
	const struct frames *user = frames_of(walk, SPACE_USER);

	if (frame->gate && frame->world == WORLD_INTERRUPT)
		return walk->root;
	if (index)
		return node_of(walk, space, index - 1);
	if (frame->gate && space == SPACE_KERNEL && user->count)
		return node_of(walk, SPACE_USER, user->count - 1);
	return walk->root;
}

static struct tree_node *node_of(struct walk *walk, enum space space, size_t index)
{
	struct frame *frame = &frames_of(walk, space)->frame[index];
	struct tree_node *parent;

	if (frame->tree == walk->tree && frame->node)
		return frame->node;
	parent = below(walk, space, index);
	frame->node = frame->within && parent != walk->root
			      ? parent
			      : tree_child(parent, frame->function, frame->world, frame->entry);
	frame->tree = walk->tree;
	return frame->node;
}

static struct tree_node *top_node(struct walk *walk)
{
	return node_of(walk, walk->space, current(walk)->count - 1);
}

/* A function is entered, and that counts as a call if it is so from its beginning. */
static void push(struct walk *walk, struct frame frame, bool counts)
{
	const struct frame *top = frames_top(current(walk));

	if (top && top->world == WORLD_INTERRUPT)
		frame.world = WORLD_INTERRUPT;
	frames_push(current(walk), &frame);
	if (!counts)
		return;
	if (walk->root)
		top_node(walk)->calls++;
	if (walk->space == SPACE_KERNEL && walk->hooks.called)
		walk->hooks.called(walk, frame.function, frame.entry, walk->hooks.data);
}

static const struct function *named_or_not(struct walk *walk, const struct function *function,
					   uint64_t address)
{
	return function ?: symbols_unnamed(walk->symbols, walk->space, address);
}

/* Who called what is there is not known. */
static void push_unknown(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame frame = {
		.function = function ?: symbols_somewhere(walk->symbols, walk->space, address),
		.world = world_of(walk->space),
		.entry = ENTRY_BEFORE,
	};

	push(walk, frame, false);
}

/* Whether an address without a symbol goes on as the function that is on top. */
static bool goes_on(struct walk *walk, const struct frame *top, uint64_t address)
{
	return !top->function->named &&
	       top->function->module == symbols_module(walk->symbols, walk->space, address);
}

/* Execution is in @function now, not by a call: it may be the one that is on top, or comes by a jump. */
static void settle(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frames *frames = current(walk);
	struct frame *top = frames_top(frames);
	struct frame frame = { .entry = ENTRY_JUMP, .tail = true };
	long before;

	if (!top) {
		push_unknown(walk, function, address);
		return;
	}
	if (function == top->function || (!function && goes_on(walk, top, address)))
		return;
	before = function ? frames_jumped_from(frames, function) : -1;
	if (before >= 0) {
		frames->count = before + 1;
		return;
	}
	frame.function = named_or_not(walk, function, address);
	frame.world = world_of(walk->space);
	push(walk, frame, frame.function->address == address);
}

static unsigned int stack_shift(const struct walk *walk)
{
	return walk->space == SPACE_KERNEL ? KERNEL_STACK_SHIFT : 0;
}

static void call(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame frame = { .entry = ENTRY_CALL, .world = world_of(walk->space) };
	const struct frame *top;

	if (walk->stack_known)
		frames_drop(current(walk), walk->stack, stack_shift(walk));
	top = frames_top(current(walk));
	frame.function = named_or_not(walk, function, address);
	frame.stack = walk->stack_known ? walk->stack : 0;
	frame.back = walk->last.address + walk->last.size;
	frame.within = top && top->function == frame.function && address != frame.function->address;
	push(walk, frame, !frame.within);
	if (frame.function == walk->switch_to && walk->space == SPACE_KERNEL)
		walk->switching = true;
}

/* The thread whose frame has its return address there goes on, or one that was not seen before. */
static void switch_thread(struct walk *walk)
{
	struct thread *thread;

	walk->switching = false;
	for (thread = walk->threads; thread; thread = thread->next) {
		long i = frames_find(&thread->frames[SPACE_KERNEL], walk->stack, 0);

		if (thread == walk->thread || i < 0)
			continue;
		thread->frames[SPACE_KERNEL].count = i;
		walk->thread = thread;
		return;
	}
	walk->thread = new_thread(walk);
}

static void leave(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frames *frames = current(walk);
	long i = frames_find(frames, walk->stack_known ? walk->stack : 0, address);
	const struct frame *top;

	if (i >= 0) {
		frames->count = i;
		settle(walk, function, address);
		return;
	}
	if (walk->switching && walk->stack_known) {
		switch_thread(walk);
		settle(walk, function, address);
		return;
	}
	if (walk->stack_known)
		frames_drop(frames, walk->stack, stack_shift(walk));
	top = frames_top(frames);
	/* The caller of what was there before, and nothing else that was. */
	while (top && (top->tail || top->entry == ENTRY_BEFORE) && !top->gate) {
		frames->count--;
		if (top->entry == ENTRY_BEFORE) {
			push_unknown(walk, function, address);
			return;
		}
		top = frames_top(frames);
	}
	settle(walk, function, address);
}

/* By IRET: what the last gate interrupted goes on. */
static void leave_gate(struct walk *walk, const struct function *function, uint64_t address)
{
	long gate = frames_gate(current(walk));

	current(walk)->count = gate < 0 ? 0 : gate;
	settle(walk, function, address);
}

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

static bool is_entry(const struct function *function)
{
	return function && (is_interrupt(function->name) || is_exception(function->name));
}

/*
 * L1's kernel is entered by an interrupt or an exception. An exception's instruction was not executed, and will be
 * again.
 */
static void enter_gate(struct walk *walk, const struct function *function)
{
	bool interrupt = is_interrupt(function->name);
	struct frame frame = {
		.function = function,
		.entry = ENTRY_INTERRUPT,
		.world = interrupt ? WORLD_INTERRUPT : WORLD_KERNEL,
		.gate = true,
	};

	if (walk->aborted && walk->node && !interrupt && !is_trap(function->name))
		walk->node->own--;
	push(walk, frame, true);
}

/* By SYSCALL and the like. */
static void enter_by_call(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame frame = {
		.function = named_or_not(walk, function, address),
		.entry = ENTRY_SYSTEM_CALL,
		.world = world_of(walk->space),
		.gate = true,
	};

	push(walk, frame, true);
}

/* Within L1's kernel. The stubs of interrupts jump to an entry that they have in common. */
static void kernel_step(struct walk *walk, const struct function *function, uint64_t address)
{
	const struct frame *top = frames_top(current(walk));
	bool stub = walk->kind == INSN_JUMP && top && is_entry(top->function);

	if (is_entry(function) && function != (top ? top->function : NULL) && !stub &&
	    (address == function->address || strstr(function->name, "_entries_start"))) {
		enter_gate(walk, function);
		return;
	}
	switch (walk->kind) {
	case INSN_CALL:
		call(walk, function, address);
		break;
	case INSN_RETURN:
		leave(walk, function, address);
		break;
	case INSN_INTERRUPT_RETURN:
		leave_gate(walk, function, address);
		break;
	default:
		settle(walk, function, address);
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
			      .world = world_of(walk->space),
			      .gate = true };
	bool jumps = walk->kind != INSN_PLAIN || address == walk->last.address + walk->last.size;

	switch (walk->kind) {
	case INSN_CALL:
		call(walk, function, address);
		return;
	case INSN_RETURN:
		leave(walk, function, address);
		return;
	case INSN_INTERRUPT_RETURN:
	case INSN_SYSTEM_RETURN:
		leave_gate(walk, function, address);
		return;
	case INSN_SYSTEM_CALL:
		enter_by_call(walk, function, address);
		return;
	default:
		break;
	}
	if (walk->space != SPACE_GUEST || jumps || !function) {
		settle(walk, function, address);
		return;
	}
	if (walk->aborted && walk->node && !is_undefined(&walk->last))
		walk->node->own--;
	push(walk, gate, true);
}

/* The guest goes on: where it was, behind an instruction that L1 has emulated, or in a handler. */
static void resume_guest(struct walk *walk, const struct function *function, uint64_t address)
{
	const struct trace_step *last = &walk->thread->guest_last;
	bool same = address == last->address || address == last->address + last->size;

	if (!last->address || (same && walk->thread->guest_kind == INSN_PLAIN)) {
		settle(walk, function, address);
		return;
	}
	if (address == last->address)
		return;
	walk->last = *last;
	walk->kind = walk->thread->guest_kind;
	walk->stack_known = false;
	other_step(walk, function, address);
}

static void enter_kernel(struct walk *walk, const struct function *function, uint64_t address)
{
	bool called = walk->kind == INSN_SYSTEM_CALL && !is_entry(function);

	walk->space = SPACE_KERNEL;
	current(walk)->count = 0;
	if (called || !function)
		enter_by_call(walk, function, address);
	else if (is_entry(function))
		enter_gate(walk, function);
	else
		push_unknown(walk, function, address);
}

static void leave_guest(struct walk *walk, const struct function *function, uint64_t address)
{
	walk->thread->guest_last = walk->last;
	walk->thread->guest_kind = walk->kind;
	if (walk->hooks.left)
		walk->hooks.left(walk, walk->hooks.data);
	walk->space = SPACE_KERNEL;
	settle(walk, function, address);
}

/* Where the guest was stays known, but it has executed nothing since. */
static void leave_at_once(struct walk *walk, const struct function *function, uint64_t address)
{
	struct trace_step last = walk->thread->guest_last;
	enum insn_kind kind = walk->thread->guest_kind;

	walk->last = (struct trace_step){ 0 };
	walk->node = NULL;
	leave_guest(walk, function, address);
	walk->thread->guest_last = last;
	walk->thread->guest_kind = kind;
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
		frames_of(walk, SPACE_KERNEL)->count = 0;
		settle(walk, function, address);
	} else {
		kernel_step(walk, function, address);
	}
}

/* The space that @address is in, after the last instruction. */
static enum space next_space(const struct walk *walk, uint64_t address)
{
	if (address >= KERNEL_HALF)
		return SPACE_KERNEL;
	if (walk->space == SPACE_KERNEL && walk->begun)
		return walk->kind == INSN_ENTER_GUEST ? SPACE_GUEST : SPACE_USER;
	return walk->begun ? walk->space : SPACE_GUEST;
}

/* An instruction that is not simply the next of the same function. */
static void turn(struct walk *walk, enum space space, const struct function *function,
		 uint64_t address)
{
	enum space before = walk->space;

	if (!walk->begun) {
		walk->begun = true;
		walk->space = space;
		settle(walk, function, address);
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

static const struct function *function_of(struct walk *walk, size_t run, uint32_t step,
					  enum space space)
{
	const struct trace_run *known = &walk->trace->run[run];
	struct run_info *info;

	if (run >= walk->infos) {
		walk->info = grow(walk->info, walk->trace->room * sizeof(*walk->info));
		memset(walk->info + walk->infos, 0,
		       (walk->trace->room - walk->infos) * sizeof(*walk->info));
		walk->infos = walk->trace->room;
	}
	info = &walk->info[run];
	if (!info->function || info->space != space) {
		if (!info->function)
			info->function = allocate(known->steps * sizeof(*info->function));
		info->space = space;
		for (uint32_t i = 0; i < known->steps; i++)
			info->function[i] =
				symbols_find(walk->symbols, space, known->step[i].address);
	}
	return info->function[step];
}

/* HLT, and MWAIT. */
static bool is_halt(const struct trace_step *step)
{
	return (step->size == 1 && step->bytes[0] == 0xf4) ||
	       (step->size == 3 && !memcmp(step->bytes, "\x0f\x01\xc9", 3));
}

static const char *entering_name(const struct trace_step *step)
{
	uint8_t last = step->bytes[step->size - 1];

	return last == 0xd8 ? "VMRUN" : last == 0xc2 ? "VMLAUNCH" : "VMRESUME";
}

/* In the tree; what enters the guest is the processor's own. */
static void count(struct walk *walk, const struct trace_step *step, enum insn_kind kind)
{
	struct tree_node *node;

	walk->node = NULL;
	if (!walk->root)
		return;
	node = top_node(walk);
	if (kind == INSN_ENTER_GUEST && walk->space == SPACE_KERNEL) {
		node = tree_child(node, symbols_hardware(walk->symbols, entering_name(step)),
				  WORLD_SWITCH, ENTRY_CALL);
		node->calls++;
	}
	node->own++;
	walk->node = node;
}

static void step(struct walk *walk, const struct trace_step *step, const struct function *function,
		 enum space space, enum insn_kind kind)
{
	const struct frame *top = walk->begun ? frames_top(current(walk)) : NULL;

	if (!top || space != walk->space || walk->kind != INSN_PLAIN ||
	    step->address != walk->last.address + walk->last.size || function != top->function)
		turn(walk, space, function, step->address);
	if (space == SPACE_GUEST && walk->hooks.before)
		walk->hooks.before(walk, step, walk->hooks.data);
	count(walk, step, kind);
	walk->last = *step;
	walk->kind = kind;
	walk->stack_known = false;
	if (space == SPACE_GUEST && walk->hooks.after)
		walk->hooks.after(walk, step, walk->hooks.data);
	if (space == SPACE_KERNEL && is_halt(step) && walk->hooks.halted)
		walk->hooks.halted(walk, walk->hooks.data);
}

void walk_begin(struct walk *walk)
{
	free_threads(walk);
	walk->thread = new_thread(walk);
	walk->begun = false;
	walk->switching = false;
	walk->kind = INSN_PLAIN;
	walk_into(walk, NULL);
	walk->switch_to = symbols_named(walk->symbols, SPACE_KERNEL, "__switch_to_asm");
}

void walk_run(struct walk *walk, const struct trace_event *event)
{
	const struct trace_run *run = &walk->trace->run[event->run];
	enum space space = next_space(walk, run->step[0].address);

	for (uint32_t i = 0; i < run->steps; i++) {
		const struct function *function = function_of(walk, event->run, i, space);

		step(walk, &walk->trace->run[event->run].step[i], function, space,
		     i + 1 == run->steps ? run->kind : INSN_PLAIN);
	}
	walk->stack_known = event->stack_known;
	walk->stack = event->stack;
}
