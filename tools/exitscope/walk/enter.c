// SPDX-License-Identifier: GPL-2.0-only
#include "enter.h"
#include "shared/memory.h"

static struct tree_node *node_of(struct walk *walk, enum space space, size_t index);

struct tree_node *enter_inlined(struct tree_node *node, const struct chain *chain)
{
	for (size_t i = 1; chain && i < chain->links; i++)
		node = tree_inlined(node, chain->link[i].function, chain->link[i - 1].at);
	return node;
}

/* What a stack's lowest frame, or a gate, hangs from: for an interrupt that is nothing. */
static struct tree_node *below(struct walk *walk, enum space space, size_t index)
{
	const struct frame *frame = &walk_frames(walk, space)->frame[index];
	const struct frames *user = walk_frames(walk, SPACE_USER);

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
	struct frame *frame = &walk_frames(walk, space)->frame[index];
	struct tree_node *parent;

	if (frame->tree == walk->tree && frame->node)
		return frame->node;
	parent = below(walk, space, index);
	if (!frame->within || parent == walk->root) {
		const struct chain *from = parent == walk->root ? NULL : frame->from;

		parent = tree_child_from(enter_inlined(parent, from), frame->function, frame->world,
					 frame->entry, chain_line(from));
	}
	frame->node = parent;
	frame->tree = walk->tree;
	return frame->node;
}

struct tree_node *enter_node(struct walk *walk)
{
	return node_of(walk, walk->space, walk_current(walk)->count - 1);
}

void enter_frame(struct walk *walk, struct frame frame, bool counts)
{
	const struct frame *top = frames_top(walk_current(walk));

	if (top && top->world == WORLD_INTERRUPT)
		frame.world = WORLD_INTERRUPT;
	if (top && top->function == walk->place.function)
		frame.from = walk->place.chain;
	frames_push(walk_current(walk), &frame);
	if (!counts)
		return;
	if (walk->root)
		enter_node(walk)->calls++;
	if (walk->space == SPACE_KERNEL && walk->hooks.called)
		walk->hooks.called(walk, frame.function, frame.entry, walk->hooks.data);
}

const struct function *enter_named(struct walk *walk, const struct function *function,
				   uint64_t address)
{
	return function ?: symbols_unnamed(walk->symbols, walk->space, address);
}

void enter_unknown(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame frame = {
		.function = function ?: symbols_somewhere(walk->symbols, walk->space, address),
		.world = walk_world(walk->space),
		.entry = ENTRY_BEFORE,
	};

	enter_frame(walk, frame, false);
}

/* Whether an address without a symbol goes on as the function that is on top. */
static bool goes_on(struct walk *walk, const struct frame *top, uint64_t address)
{
	return !top->function->named &&
	       top->function->module == symbols_module(walk->symbols, walk->space, address);
}

void enter_settle(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frames *frames = walk_current(walk);
	struct frame *top = frames_top(frames);
	struct frame frame = { .entry = ENTRY_JUMP, .tail = true };
	long before;

	if (!top) {
		enter_unknown(walk, function, address);
		return;
	}
	if (function == top->function || (!function && goes_on(walk, top, address)))
		return;
	before = function ? frames_jumped_from(frames, function) : -1;
	if (before >= 0) {
		frames->count = before + 1;
		return;
	}
	frame.function = enter_named(walk, function, address);
	frame.world = walk_world(walk->space);
	enter_frame(walk, frame, frame.function->address == address);
}

void enter_call(struct walk *walk, const struct function *function, uint64_t address)
{
	struct frame frame = { .entry = ENTRY_CALL, .world = walk_world(walk->space) };
	const struct frame *top;

	walk_drop_passed(walk);
	top = frames_top(walk_current(walk));
	frame.function = enter_named(walk, function, address);
	frame.stack = walk->stack_known ? walk->stack : 0;
	frame.back = walk->last.address + walk->last.size;
	frame.within = top && top->function == frame.function && address != frame.function->address;
	enter_frame(walk, frame, !frame.within);
	if (frame.function == walk->switch_to && walk->space == SPACE_KERNEL)
		walk->switching = true;
}
