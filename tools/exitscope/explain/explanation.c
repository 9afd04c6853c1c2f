// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "explanation.h"
#include "instruction.h"
#include "reason.h"
#include "shared/memory.h"
#include "walk/trace.h"
#include "walk/walk.h"

/* A window as it comes. */
struct builder {
	struct explained_row *row;
	const struct log_traced *traced;
	uint64_t measuring;
	bool aborted;
	uint64_t begin, end; /* where the guest reads the TSC, before and behind an operation */
	unsigned int ops;    /* ended so far */
	bool within;	     /* an operation */
	struct explained_op op;
	/* The exit that is under way. */
	struct tree_node *left_from; /* that the guest's last instruction is counted in, or NULL */
	bool trap;		     /* it is for a trap, behind an instruction */
};

static bool is_tsc(const struct trace_step *step)
{
	return step->size == 2 && step->bytes[0] == 0x0f && step->bytes[1] == 0x31;
}

static struct explained_exit *last_exit(struct builder *builder)
{
	return &builder->op.exits[builder->op.exit_count - 1];
}

static void keep(struct explained_row *row, struct explained_op *op)
{
	for (size_t i = 0; i < row->op_count; i++) {
		if (!operation_equal(&row->op[i], op))
			continue;
		row->op[i].alike++;
		operation_free(op);
		return;
	}
	row->op = grow(row->op, (row->op_count + 1) * sizeof(*row->op));
	row->op[row->op_count++] = *op;
}

static void end_op(struct builder *builder)
{
	struct explained_op *op = &builder->op;
	uint64_t round_trip;

	tree_sum(op->guest);
	op->sum = op->guest->total - builder->measuring;
	for (size_t i = 0; i < op->exit_count; i++) {
		tree_sum(op->exits[i].tree);
		op->sum += op->exits[i].tree->total;
	}
	op->alike = 1;
	op->first = builder->ops;
	if (builder->ops < builder->traced->ops) {
		round_trip = builder->traced->round_trips[builder->ops];
		if (op->halted && round_trip > op->sum)
			op->idle = round_trip - op->sum;
		else if (round_trip != op->sum)
			builder->row->wrong++;
	}
	builder->ops++;
	keep(builder->row, op);
	builder->within = false;
	builder->op = (struct explained_op){ 0 };
}

static void after(struct walk *walk, const struct trace_step *step, void *data)
{
	struct builder *builder = data;

	if (!is_tsc(step))
		return;
	if (step->address == builder->begin && !builder->within) {
		builder->within = true;
		builder->op.guest = tree_new();
		walk_into(walk, builder->op.guest);
	} else if (step->address == builder->end && builder->within) {
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
 * Whether the guest was left between two instructions, or behind its last, and not in the midst of that. KVM on SVM calls no handler for
 * interrupts and interrupt windows, since the compiler has them inline, nor on VMX for interrupts.
 */
static bool is_between(const struct explained_exit *exit)
{
	static const char *const names[] = {
		"intr_interception",	   "interrupt_window_interception",
		"nmi_interception",	   "smi_interception",
		"db_interception",	   "handle_interrupt_window",
		"handle_nmi_window",	   "handle_external_interrupt",
		"handle_preemption_timer", "handle_fastpath_preemption_timer",
	};

	for (size_t i = 0; exit->handler && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(exit->handler->name, names[i]))
			return true;
	return !exit->handler || !exit->instruction;
}

/* #UD is one that QEMU does not take its instruction back for. */
static bool was_executed(const struct explained_exit *exit)
{
	return is_between(exit) || !strcmp(exit->handler->name, "ud_interception");
}

/*
 * Of an instruction that was not executed QEMU takes no time, and Bochs as much as of one that was. Of an exit
 * between two Bochs takes as much as of an instruction, which is then the processor's own.
 */
static void correct(struct walk *walk, struct builder *builder)
{
	struct explained_exit *exit = last_exit(builder);
	struct tree_node *node;

	if (builder->aborted && builder->left_from && !was_executed(exit)) {
		builder->left_from->own--;
	} else if (!builder->aborted && (builder->trap || is_between(exit))) {
		node = tree_child(exit->tree, walk_hardware(walk, "VM exit"), WORLD_SWITCH,
				  ENTRY_CALL);
		node->own++;
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

static bool ends_with(const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);

	return a >= b && !strcmp(name + a - b, end);
}

/* KVM's handlers of exits, by what they are called in svm_exit_handlers[] and kvm_vmx_exit_handlers[]. */
static bool is_handler(const struct function *function)
{
	return !strncmp(function->module, "kvm", 3) &&
	       (ends_with(function->name, "_interception") || ends_with(function->name, "_trap") ||
		!strncmp(function->name, "handle_", 7) ||
		!strncmp(function->name, "kvm_handle_", 11) ||
		!strncmp(function->name, "kvm_emulate_", 12));
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
	else if (is_handler(function))
		exit->handler = function;
}

static void halted(struct walk *walk, void *data)
{
	struct builder *builder = data;

	(void)walk;
	builder->op.halted = builder->within;
}

/* Where the guest reads the TSC: first, and last. */
struct readings {
	uint64_t first, last;
};

static void find_reading(struct walk *walk, const struct trace_step *step, void *data)
{
	struct readings *readings = data;

	(void)walk;
	if (!is_tsc(step))
		return;
	readings->last = step->address;
	if (!readings->first)
		readings->first = step->address;
}

/* Up to the mark that closes the window. False: the trace is damaged. */
static bool walk_window(struct walk *walk, struct trace *trace)
{
	struct trace_event event;

	walk_begin(walk);
	while (trace_next(trace, &event)) {
		if (event.item == TRACE_MARK)
			return true;
		walk_run(walk, &event);
	}
	return false;
}

/* All windows, the first readings->count of them. */
static bool find_readings(struct trace *trace, struct symbols *symbols, struct readings *readings,
			  size_t windows)
{
	struct trace_event event;

	for (size_t i = 0; i < windows; i++) {
		struct walk_hooks hooks = { .data = &readings[i], .after = find_reading };
		struct walk *walk;
		bool good;

		if (!trace_next(trace, &event))
			return false;
		walk = walk_new(trace, symbols, false, &hooks);
		good = walk_window(walk, trace);
		walk_free(walk);
		if (!good)
			return false;
	}
	return true;
}

static void choose_typical(struct explained_row *row)
{
	struct explained_op *best = NULL;
	bool best_exact = false;

	for (size_t i = 0; i < row->op_count; i++) {
		struct explained_op *op = &row->op[i];
		bool exact = op->sum + op->idle == row->round_trip;

		if (best && (exact != best_exact ? !exact : op->alike <= best->alike))
			continue;
		best = op;
		best_exact = exact;
	}
	if (best && row->result)
		reason_set(best, row->result);
	row->typical = best;
}

static void build_row(struct explained_row *row, const struct log *log,
		      const struct log_traced *traced, struct builder *builder)
{
	row->name = print("%s", traced->name);
	row->ops = traced->ops;
	for (size_t i = 0; i < log->result_count; i++)
		if (log->results[i].name && !strcmp(log->results[i].name, traced->name))
			row->result = &log->results[i];
	if (row->result) {
		row->round_trip = row->result->median;
		row->steady = !row->result->unsteady;
	}
	if (builder->within)
		operation_free(&builder->op);
	if (builder->ops != row->ops)
		row->why = print("%u operations are in the trace, and the guest did %u",
				 builder->ops, row->ops);
	else
		choose_typical(row);
}

static bool build_rows(struct explanation *explanation, struct trace *trace, bool aborted,
		       const struct log *log, const struct readings *readings)
{
	struct trace_event event;

	for (size_t i = 0; i < log->traced_count; i++) {
		struct explained_row *row = &explanation->rows[i];
		struct builder builder = {
			.row = row,
			.traced = &log->traced[i],
			.measuring = explanation->measuring,
			.aborted = aborted,
			.begin = readings[i].first,
			.end = readings[i].last,
		};
		struct walk_hooks hooks = {
			.data = &builder,
			.left = left,
			.entered = entered,
			.after = after,
			.called = called,
			.halted = halted,
		};
		struct walk *walk;
		bool good;

		if (log->traced[i].ops && !trace_next(trace, &event))
			return false;
		walk = walk_new(trace, explanation->symbols, aborted, &hooks);
		good = !log->traced[i].ops || walk_window(walk, trace);
		walk_free(walk);
		build_row(row, log, &log->traced[i], &builder);
		explanation->row_count++;
		if (!good)
			return false;
	}
	return true;
}

bool explain_trace(struct explanation *explanation, const void *data, size_t size,
		   const struct log *log, struct symbols *symbols, char **why)
{
	/* QEMU looks at an instruction before it knows whether it can be executed; Bochs counts a failure as one. */
	bool aborted = log->run.emulator && !strcmp(log->run.emulator, "qemu");
	struct readings *readings = allocate((log->traced_count + 1) * sizeof(*readings));
	struct trace trace;
	bool good;

	*explanation = (struct explanation){ .symbols = symbols, .measuring = log->host.measuring };
	explanation->rows = allocate((log->traced_count + 1) * sizeof(*explanation->rows));
	good = trace_open(&trace, data, size) &&
	       find_readings(&trace, symbols, readings, log->traced_count);
	if (good) {
		trace_rewind(&trace);
		good = build_rows(explanation, &trace, aborted, log, readings);
	}
	if (!good)
		*why = print("the trace is not whole: %s",
			     trace.damage ? trace.damage : "it ends before the guest did");
	trace_close(&trace);
	free(readings);
	return good;
}

bool explained_unsteady(const struct explained_row *row)
{
	bool more = false, less = false;

	for (size_t i = 0; i < row->op_count; i++) {
		uint64_t took = row->op[i].sum + row->op[i].idle;

		if (took == row->round_trip)
			return false;
		more |= took > row->round_trip;
		less |= took < row->round_trip;
	}
	return !row->wrong && more && less;
}

bool explained_exactly(const struct explained_row *row)
{
	return row->typical && !row->wrong &&
	       row->typical->sum + row->typical->idle == row->round_trip;
}

void explanation_free(struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->row_count; i++) {
		struct explained_row *row = &explanation->rows[i];

		for (size_t j = 0; j < row->op_count; j++)
			operation_free(&row->op[j]);
		free(row->op);
		free(row->name);
		free(row->why);
	}
	free(explanation->rows);
	symbols_free(explanation->symbols);
}
