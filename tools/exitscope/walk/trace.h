/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a trace (tools/shared/trace_format.h). */
#ifndef WALK_TRACE_H
#define WALK_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/trace_format.h"

/* An instruction of a run. */
struct trace_step {
	uint64_t address;
	const uint8_t *bytes;
	uint8_t size;
};

struct trace_run {
	struct trace_step *step;
	uint32_t steps;
	enum insn_kind kind; /* of the last */
};

/* What comes next in a trace. */
struct trace_event {
	enum trace_item item; /* TRACE_MARK or TRACE_EXECUTE */
	size_t run;	      /* that was executed: its number */
	bool stack_known;
	uint64_t stack; /* where its last instruction's return address was, if that is known */
	uint64_t instructions; /* so far, of a mark */
};

struct trace {
	const uint8_t *data;
	size_t size, at;
	struct trace_run *run;
	size_t runs, room;
	size_t told; /* runs since the beginning */
	uint64_t last_told, last_stack;
	uint64_t instructions; /* executed so far */
	unsigned int marks;    /* seen so far */
	const char *damage;    /* what is wrong with it, or NULL */
};

/* @data stays the caller's, and there, until trace_close(). False: it is no trace, trace->damage says why. */
bool trace_open(struct trace *trace, const void *data, size_t size);

/* False at the end, or at damage: then trace->damage is not NULL. A window that is not closed is damage. */
bool trace_next(struct trace *trace, struct trace_event *event);

/* From the beginning again; runs keep their numbers. */
void trace_rewind(struct trace *trace);
void trace_close(struct trace *trace);

#endif
