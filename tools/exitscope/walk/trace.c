// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"
#include "trace.h"

bool trace_open(struct trace *trace, const void *data, size_t size)
{
	*trace = (struct trace){ .data = data, .size = size };
	if (size < strlen(TRACE_MAGIC) || memcmp(data, TRACE_MAGIC, strlen(TRACE_MAGIC)))
		trace->damage = "not a trace";
	trace_rewind(trace);
	return !trace->damage;
}

void trace_rewind(struct trace *trace)
{
	trace->at = strlen(TRACE_MAGIC);
	trace->told = 0;
	trace->last_told = 0;
	trace->last_stack = 0;
	trace->instructions = 0;
	trace->marks = 0;
}

void trace_close(struct trace *trace)
{
	for (size_t i = 0; i < trace->runs; i++)
		free(trace->run[i].step);
	free(trace->run);
}

static bool damaged(struct trace *trace, const char *why)
{
	if (!trace->damage)
		trace->damage = why;
	return false;
}

static bool number(struct trace *trace, uint64_t *value)
{
	*value = 0;
	for (unsigned int shift = 0; shift < 64; shift += 7) {
		uint8_t byte;

		if (trace->at == trace->size)
			return damaged(trace, "cut in the midst of an item");
		byte = trace->data[trace->at++];
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return damaged(trace, "a number that is too long");
}

static uint64_t difference(uint64_t zigzag)
{
	return zigzag >> 1 ^ (zigzag & 1 ? UINT64_MAX : 0);
}

/* @lengths and the bytes behind them are in the file. */
static void fill(struct trace_run *run, uint64_t address, const uint8_t *lengths)
{
	const uint8_t *bytes = lengths + run->steps;

	run->step = allocate(run->steps * sizeof(*run->step));
	for (uint32_t i = 0; i < run->steps; i++) {
		run->step[i] = (struct trace_step){ address, bytes, lengths[i] };
		address += lengths[i];
		bytes += lengths[i];
	}
	run->kind = insn_kind(run->step[run->steps - 1].bytes, run->step[run->steps - 1].size);
}

static bool take_run(struct trace *trace, size_t index)
{
	struct trace_run run = { 0 };
	uint64_t steps, address;
	size_t bytes = 0;

	if (!number(trace, &steps) || !number(trace, &address))
		return false;
	if (!steps || steps > TRACE_RUN_MAX)
		return damaged(trace, "a run of no or too many instructions");
	if (trace->size - trace->at < steps)
		return damaged(trace, "cut in the midst of an item");
	for (uint64_t i = 0; i < steps; i++) {
		uint8_t length = trace->data[trace->at + i];

		if (!length || length > TRACE_INSN_MAX)
			return damaged(trace, "an instruction of no or too many bytes");
		bytes += length;
	}
	if (trace->size - trace->at < steps + bytes)
		return damaged(trace, "cut in the midst of an item");
	address = trace->last_told += difference(address);
	run.steps = steps;
	if (index == trace->runs) {
		if (trace->runs == trace->room)
			trace->run = grow(trace->run, (trace->room = trace->room * 2 + 1024) *
							      sizeof(*trace->run));
		fill(&run, address, trace->data + trace->at);
		trace->run[trace->runs++] = run;
	}
	trace->at += steps + bytes;
	return true;
}

static bool take_execution(struct trace *trace, uint64_t run, size_t told,
			   struct trace_event *event)
{
	uint64_t stack;

	if (run >= told)
		return damaged(trace, "a run that was not told");
	event->item = TRACE_EXECUTE;
	event->run = run;
	event->stack_known = false;
	trace->instructions += trace->run[run].steps;
	if (!trace_uses_stack(trace->run[run].kind))
		return true;
	if (!number(trace, &stack))
		return false;
	if (stack) {
		event->stack_known = true;
		event->stack = trace->last_stack += difference(stack - 1);
	}
	return true;
}

static bool take_mark(struct trace *trace, struct trace_event *event)
{
	event->item = TRACE_MARK;
	if (!number(trace, &event->instructions))
		return false;
	if (event->instructions != trace->instructions)
		return damaged(trace, "instructions are missing");
	trace->marks++;
	return true;
}

bool trace_next(struct trace *trace, struct trace_event *event)
{
	uint64_t item;

	while (!trace->damage && trace->at < trace->size) {
		if (!number(trace, &item))
			return false;
		if (item == TRACE_MARK)
			return take_mark(trace, event);
		if (item != TRACE_RUN)
			return take_execution(trace, item - TRACE_EXECUTE, trace->told, event);
		if (!take_run(trace, trace->told))
			return false;
		trace->told++;
	}
	if (!trace->damage && trace->marks % 2)
		damaged(trace, "cut within a window");
	return false;
}
