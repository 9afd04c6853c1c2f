/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes a trace (trace_format.h), as instructions are executed. */
#ifndef TRACE_WRITER_H
#define TRACE_WRITER_H

#include "trace_format.h"

struct trace_writer;

/* An instruction as it stands in memory; the tracer keeps one for as long as it may be executed. */
struct trace_insn {
	uint64_t address;
	uint8_t size;
	uint8_t kind; /* enum insn_kind */
	uint8_t bytes[TRACE_INSN_MAX];
};

/* Sets @insn up; @size: 1 to TRACE_INSN_MAX. */
void trace_insn_init(struct trace_insn *insn, uint64_t address, const uint8_t *bytes, size_t size);

/* Writes to @fd, which stays the caller's. NULL: no memory. */
struct trace_writer *trace_writer_open(int fd);

/* @insn begins to be executed. */
void trace_write_insn(struct trace_writer *writer, const struct trace_insn *insn);
/* The last instruction, which uses the stack, stores its return address at @address or takes it from there. */
void trace_write_stack(struct trace_writer *writer, uint64_t address);
/* The same of any access to memory that it makes, in their order: the first that fits is taken. */
void trace_write_access(struct trace_writer *writer, uint64_t address, bool write);
void trace_write_mark(struct trace_writer *writer);

/*
 * What was said up to here is on its way to the file. False: it could not be written, or there was no memory,
 * *@why says which; nothing is written from then on.
 */
bool trace_writer_flush(struct trace_writer *writer, const char **why);

/* The same, and the end of the writer. */
bool trace_writer_close(struct trace_writer *writer, const char **why);

#endif
