// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "enter.h"
#include "shared/memory.h"
#include "turn.h"
#include "walk.h"

struct walk *walk_new(struct trace *trace, struct symbols *symbols, bool aborted,
		      const struct walk_hooks *hooks)
{
	struct walk *walk = allocate(sizeof(*walk));

	walk->trace = trace;
	walk->symbols = symbols;
	walk->chains = symbols_chains(symbols);
	walk->aborted = aborted;
	walk->hooks = *hooks;
	walk->thread = walk_new_thread(walk);
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
		free(walk->info[i].place);
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

const struct function *walk_last_function(const struct walk *walk)
{
	const struct frame *top = frames_top(walk_current(walk));

	return top ? top->function : NULL;
}

/* A run's places in @space; it knows those that it was asked for last. */
static const struct place *places_of(struct walk *walk, size_t run, enum space space)
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
	if (info->place && info->space == space)
		return info->place;
	if (!info->place)
		info->place = allocate(known->steps * sizeof(*info->place));
	info->space = space;
	for (uint32_t i = 0; i < known->steps; i++) {
		uint64_t address = known->step[i].address;

		info->place[i].function = symbols_find(walk->symbols, space, address);
		info->place[i].chain = walk->chains ? chains_find(walk->chains, address) : NULL;
	}
	return info->place;
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
static void count(struct walk *walk, const struct trace_step *step, const struct place *place,
		  enum insn_kind kind)
{
	struct source at = { 0 };
	struct tree_node *node;

	walk->node = NULL;
	if (!walk->root)
		return;
	node = enter_inlined(enter_node(walk), place->chain);
	if (kind == INSN_ENTER_GUEST && walk->space == SPACE_KERNEL) {
		node = tree_child(node, symbols_hardware(walk->symbols, entering_name(step)),
				  WORLD_SWITCH, ENTRY_CALL);
		node->calls++;
	} else {
		at = chain_line(place->chain);
	}
	tree_count(node, at);
	walk->node = node;
}

static void step(struct walk *walk, const struct trace_step *step, const struct place *place,
		 enum space space, enum insn_kind kind)
{
	const struct frame *top = walk->begun ? frames_top(walk_current(walk)) : NULL;

	if (!top || space != walk->space || walk->kind != INSN_PLAIN ||
	    step->address != walk->last.address + walk->last.size ||
	    place->function != top->function)
		turn(walk, space, place->function, step->address);
	if (space == SPACE_GUEST && walk->hooks.before)
		walk->hooks.before(walk, step, walk->hooks.data);
	count(walk, step, place, kind);
	walk->last = *step;
	walk->kind = kind;
	walk->place = *place;
	walk->stack_known = false;
	if (space == SPACE_GUEST && walk->hooks.after)
		walk->hooks.after(walk, step, walk->hooks.data);
	if (space == SPACE_KERNEL && is_halt(step) && walk->hooks.halted)
		walk->hooks.halted(walk, walk->hooks.data);
}

void walk_begin(struct walk *walk)
{
	free_threads(walk);
	walk->thread = walk_new_thread(walk);
	walk->begun = false;
	walk->switching = false;
	walk->kind = INSN_PLAIN;
	walk->place = (struct place){ 0 };
	walk_into(walk, NULL);
	walk->switch_to = symbols_named(walk->symbols, SPACE_KERNEL, "__switch_to_asm");
}

void walk_run(struct walk *walk, const struct trace_event *event)
{
	const struct trace_run *run = &walk->trace->run[event->run];
	enum space space = turn_space(walk, run->step[0].address);

	const struct place *places = places_of(walk, event->run, space);

	for (uint32_t i = 0; i < run->steps; i++)
		step(walk, &run->step[i], &places[i], space,
		     i + 1 == run->steps ? run->kind : INSN_PLAIN);
	walk->stack_known = event->stack_known;
	walk->stack = event->stack;
}

bool walk_window(struct walk *walk)
{
	struct trace_event event;

	walk_begin(walk);
	while (trace_next(walk->trace, &event)) {
		if (event.item == TRACE_MARK)
			return true;
		walk_run(walk, &event);
	}
	return false;
}
