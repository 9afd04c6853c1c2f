// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "handler.h"
#include "instruction.h"
#include "shared/memory.h"
#include "walk/walk.h"
#include "window.h"

/* A window as it comes. */
struct builder {
	struct explained_row *row;
	const struct window *window;
	unsigned int ops; /* ended so far */
	bool within;	  /* an operation */
	struct explained_op op;
	/* The exit that is under way. */
	struct tree_node *left_from; /* that the guest's last instruction is counted in, or NULL */
	bool trap;		     /* it is for a trap, behind an instruction */
};

static struct explained_exit *last_exit(struct builder *builder)
{
	return &builder->op.exits[builder->op.exit_count - 1];
}

static void end_op(struct builder *builder)
{
	struct explained_op *op = &builder->op;
	uint64_t round_trip;

	tree_sum(op->guest);
	op->sum = op->guest->total - builder->window->measuring;
	for (size_t i = 0; i < op->exit_count; i++) {
		tree_sum(op->exits[i].tree);
		op->sum += op->exits[i].tree->total;
	}
	op->alike = 1;
	op->first = builder->ops;
	if (builder->ops < builder->window->traced->ops) {
		round_trip = builder->window->traced->round_trips[builder->ops];
		if (op->halted && round_trip > op->sum)
			op->idle = round_trip - op->sum;
		else if (round_trip != op->sum)
			builder->row->wrong++;
	}
	builder->ops++;
	explained_keep(builder->row, op);
	builder->within = false;
	builder->op = (struct explained_op){ 0 };
}

static void after(struct walk *walk, const struct trace_step *step, void *data)
{
	struct builder *builder = data;

	if (!readings_is(step))
		return;
	if (step->address == builder->window->readings.first && !builder->within) {
		builder->within = true;
		builder->op.guest = tree_new();
		walk_into(walk, builder->op.guest);
	} else if (step->address == builder->window->readings.last && builder->within) {
		walk_into(walk, NULL);
		end_op(builder);
	}
}

static void left(struct walk *walk, void *data)
{
	struct builder *builder = data;
	struct explained_op *op = &builder->op;
	const struct trace_step *last = walk_last(walk);
	struct explained_exit *exit;

	if (!builder->within)
		return;
	builder->left_from = walk_last_node(walk);
	builder->trap = false;
	op->exits = grow(op->exits, (op->exit_count + 1) * sizeof(*op->exits));
	exit = &op->exits[op->exit_count++];
	*exit = (struct explained_exit){ .tree = tree_new() };
	if (last->address) {
		exit->address = last->address;
		exit->instruction = instruction_name(last);
		exit->at = walk_last_function(walk);
	}
	walk_into(walk, exit->tree);
}

/*
 * Of an instruction that was not executed QEMU takes no time, and Bochs as much as of one that was. Of an exit
 * between two Bochs takes as much as of an instruction, which is then the processor's own.
 */
static void correct(struct walk *walk, struct builder *builder)
{
	struct explained_exit *exit = last_exit(builder);
	struct tree_node *node;

	if (builder->window->aborted && builder->left_from && !handler_was_executed(exit)) {
		tree_uncount(builder->left_from);
	} else if (!builder->window->aborted && (builder->trap || handler_is_between(exit))) {
		node = tree_child(exit->tree, walk_hardware(walk, "VM exit"), WORLD_SWITCH,
				  ENTRY_CALL);
		tree_count(node, (struct source){ 0 });
		node->calls++;
	}
	builder->left_from = NULL;
}

static void entered(struct walk *walk, void *data)
{
	struct builder *builder = data;

	if (!builder->within || !builder->op.exit_count)
		return;
	correct(walk, builder);
	walk_into(walk, builder->op.guest);
}

static void called(struct walk *walk, const struct function *function, enum entry entry, void *data)
{
	struct builder *builder = data;
	struct explained_exit *exit;

	(void)walk;
	if (!builder->within || !builder->op.exit_count)
		return;
	exit = last_exit(builder);
	/* Of all exceptions that leave the guest KVM on VMX hands on #DB alone with a payload. */
	if (exit->handler)
		builder->trap |= !strcmp(exit->handler->name, "handle_exception_nmi") &&
				 !strcmp(function->name, "kvm_queue_exception_p");
	else if (entry == ENTRY_INTERRUPT)
		exit->interrupted = true;
	else if (handler_is(function))
		exit->handler = function;
}

static void halted(struct walk *walk, void *data)
{
	struct builder *builder = data;

	(void)walk;
	builder->op.halted = builder->within;
}

bool window_explain(struct explained_row *row, struct trace *trace, struct symbols *symbols,
		    const struct window *window, unsigned int *ended)
{
	struct builder builder = { .row = row, .window = window };
	struct walk_hooks hooks = {
		.data = &builder,
		.left = left,
		.entered = entered,
		.after = after,
		.called = called,
		.halted = halted,
	};
	struct walk *walk = walk_new(trace, symbols, window->aborted, &hooks);
	bool good = walk_window(walk);

	walk_free(walk);
	if (builder.within)
		operation_free(&builder.op);
	*ended = builder.ops;
	return good;
}
