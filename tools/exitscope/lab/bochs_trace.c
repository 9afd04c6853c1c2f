// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "bochs_trace.h"
#include "shared/bochs_tracer.h"
#include "shared/memory.h"
#include "shared/trace_writer.h"

#define WINDOWS 1024

static const char open_window[] = "trace on\ntrace-mem on\nc\n";
static const char close_window[] = "trace off\ntrace-mem off\nc\n";

bool bochs_trace_open(struct bochs_trace *trace, int fd, struct blob *commands)
{
	*trace = (struct bochs_trace){ .on = true, .fd = fd };
	if (!blob_create(commands, "exitscope-bochs-commands"))
		return false;
	for (int i = 0; i < WINDOWS; i++)
		if (!blob_append(commands, open_window, strlen(open_window)) ||
		    !blob_append(commands, close_window, strlen(close_window)))
			return false;
	return true;
}

static const char *find(const char *line, size_t length, const char *text)
{
	return memmem(line, length, text, strlen(text));
}

static bool hex(const char **at, const char *end, uint64_t *value)
{
	const char *from = *at;

	for (*value = 0; *at < end; ++*at) {
		char c = **at | 0x20;

		if (c >= '0' && c <= '9')
			*value = *value << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			*value = *value << 4 | (c - 'a' + 10);
		else
			break;
	}
	return *at > from;
}

static size_t read_bytes(const char *at, const char *end, uint8_t bytes[TRACE_INSN_MAX])
{
	size_t size = 0;

	while (end - at >= 2 && size < TRACE_INSN_MAX) {
		const char *digit = at, *behind = at + 2;
		uint64_t value;

		if (!hex(&digit, behind, &value) || digit != behind)
			break;
		bytes[size++] = value;
		at = behind;
	}
	return size;
}

/* `(0).[ticks] [physical] cs:rip (symbol): disassembly ; bytes`, an instruction that begins. */
static bool take_insn(struct bochs_trace *trace, const char *at, const char *end)
{
	const char *semicolon = memrchr(at, ';', end - at), *colon;
	uint8_t bytes[TRACE_INSN_MAX];
	struct trace_insn insn;
	uint64_t address;
	size_t size;

	at = find(at, end - at, "] [");
	at = at ? memchr(at + 3, ']', end - at - 3) : NULL;
	colon = at ? memchr(at, ':', end - at) : NULL;
	if (!colon || !semicolon || semicolon + 2 > end)
		return false;
	colon++;
	size = read_bytes(semicolon + 2, end, bytes);
	if (!size || !hex(&colon, end, &address))
		return false;
	trace_insn_init(&insn, address, bytes, size);
	/* The debugger says that it stops there. */
	if (insn.kind != INSN_MARK)
		trace_write_insn(trace->writer, &insn);
	return true;
}

static void take_mark(struct bochs_trace *trace, const char **why)
{
	if (!trace->writer) {
		progress(
			"the code of this Bochs is not known: its debugger prints the trace, which takes longer");
		trace->writer = trace_writer_open(trace->fd);
		if (!trace->writer) {
			*why = strerror(ENOMEM);
			return;
		}
	}
	trace_write_mark(trace->writer);
	trace->recording = !trace->recording;
	if (!trace->recording)
		trace_writer_flush(trace->writer, why);
}

/* `[CPU0 WR]: LIN 0x... PHY ...`. */
static void take_access(struct bochs_trace *trace, const char *at, const char *end)
{
	bool write = find(at, end - at, "WR]") != NULL;
	uint64_t address;

	at = find(at, end - at, "LIN 0x");
	if (!at)
		return;
	at += 6;
	if (hex(&at, end, &address))
		trace_write_access(trace->writer, address, write);
}

static void keep(struct bochs_trace *trace, const char *text, size_t length)
{
	while (trace->length + length > trace->room)
		trace->rest = grow(trace->rest, trace->room = trace->room * 2 + 256);
	if (length)
		memcpy(trace->rest + trace->length, text, length);
	trace->length += length;
}

/* Without a line's end behind it, as nobody presses one. */
static void skip_prompts(const char **line, size_t *length)
{
	while (*length >= 7 && !strncmp(*line, "<bochs:", 7)) {
		const char *end = find(*line, *length, "> ");

		if (!end)
			return;
		*length -= end + 2 - *line;
		*line = end + 2;
	}
}

/* The debugger's own line, from where it begins. */
static const char *debuggers(const struct bochs_trace *trace, const char *line, size_t length)
{
	const char *insn = find(line, length, "(0).["), *access = find(line, length, "[CPU0 ");

	if (!trace->recording)
		return NULL;
	return !insn || (access && access < insn) ? access : insn;
}

bool bochs_trace_line(struct bochs_trace *trace, const char **line, size_t *length,
		      const char **why)
{
	const char *end, *own;

	*why = NULL;
	skip_prompts(line, length);
	trace->within |= *length == strlen(BOCHS_TRACER_LINE) &&
			 !memcmp(*line, BOCHS_TRACER_LINE, *length);
	if (trace->within)
		return true;
	if (find(*line, *length, "(0) Magic breakpoint")) {
		take_mark(trace, why);
		return false;
	}
	end = *line + *length;
	own = debuggers(trace, *line, *length);
	if (own) {
		keep(trace, *line, own - *line);
		if (*own == '[')
			take_access(trace, own, end);
		else if (!take_insn(trace, own, end))
			*why = "the debugger printed an instruction that cannot be read";
		return false;
	}
	if (!trace->length)
		return true;
	keep(trace, *line, *length);
	*line = trace->rest;
	*length = trace->length;
	trace->length = 0;
	return true;
}

void bochs_trace_close(struct bochs_trace *trace)
{
	const char *why;

	if (trace->writer)
		trace_writer_close(trace->writer, &why);
	free(trace->rest);
}
