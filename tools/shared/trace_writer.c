// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs are found again by their instructions' bytes and addresses: a run as it grows has a hash, and at its
 * end a table says whether it was told before. It is linked into a plugin of QEMU too, so it needs no more than libc.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace_writer.h"

#define BUFFER_SIZE (1 << 16)
#define ITEM_ROOM   32 /* of an item without a run's bytes */

struct told {
	uint64_t hash;
	uint8_t *text; /* lengths and bytes */
	uint64_t address;
	uint32_t insns, size;
};

struct trace_writer {
	int fd;
	const char *wrong; /* NULL while all is well */
	uint8_t buffer[BUFFER_SIZE];
	size_t filled;
	uint64_t executed;

	struct told *told; /* by number */
	size_t runs, room;
	uint32_t *table; /* number plus 1, by hash; a power of two of them, half of it free */
	size_t slots;
	uint64_t last_told, last_stack;

	/* The run that is being executed. */
	uint64_t address, next, hash;
	uint32_t insns;
	uint32_t bytes_size;
	uint8_t lengths[TRACE_RUN_MAX];
	uint8_t bytes[TRACE_RUN_MAX * TRACE_INSN_MAX];
	uint8_t kind; /* of its last */
	bool stack_known;
	uint64_t stack;
};

void trace_insn_init(struct trace_insn *insn, uint64_t address, const uint8_t *bytes, size_t size)
{
	memset(insn, 0, sizeof(*insn));
	insn->address = address;
	insn->size = size;
	insn->kind = insn_kind(bytes, size);
	memcpy(insn->bytes, bytes, size);
}

static void fail(struct trace_writer *writer, const char *why)
{
	if (!writer->wrong)
		writer->wrong = why;
	writer->filled = 0;
}

static void write_out(struct trace_writer *writer)
{
	const uint8_t *from = writer->buffer;
	size_t left = writer->filled;

	while (left && !writer->wrong) {
		ssize_t done = write(writer->fd, from, left);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			fail(writer, strerror(errno));
			return;
		}
		from += done;
		left -= done;
	}
	writer->filled = 0;
}

static void put(struct trace_writer *writer, const void *data, size_t size)
{
	const uint8_t *from = data;

	while (size) {
		size_t piece = BUFFER_SIZE - writer->filled;

		if (piece > size)
			piece = size;
		memcpy(writer->buffer + writer->filled, from, piece);
		writer->filled += piece;
		from += piece;
		size -= piece;
		if (writer->filled == BUFFER_SIZE)
			write_out(writer);
	}
}

static void put_number(struct trace_writer *writer, uint64_t value)
{
	uint8_t text[10];
	size_t size = 0;

	while (value >= 0x80) {
		text[size++] = value | 0x80;
		value >>= 7;
	}
	text[size++] = value;
	put(writer, text, size);
}

static uint64_t zigzag(uint64_t difference)
{
	return difference << 1 ^ (difference >> 63 ? UINT64_MAX : 0);
}

struct trace_writer *trace_writer_open(int fd)
{
	struct trace_writer *writer = calloc(1, sizeof(*writer));

	if (!writer)
		return NULL;
	writer->fd = fd;
	put(writer, TRACE_MAGIC, strlen(TRACE_MAGIC));
	return writer;
}

static bool is_current(const struct trace_writer *writer, const struct told *told)
{
	return told->hash == writer->hash && told->address == writer->address &&
	       told->insns == writer->insns && told->size == writer->insns + writer->bytes_size &&
	       !memcmp(told->text, writer->lengths, writer->insns) &&
	       !memcmp(told->text + writer->insns, writer->bytes, writer->bytes_size);
}

/* Where the run is in the table, or would be. */
static uint32_t *slot_of(const struct trace_writer *writer)
{
	size_t i = writer->hash & (writer->slots - 1);

	while (writer->table[i] && !is_current(writer, &writer->told[writer->table[i] - 1]))
		i = (i + 1) & (writer->slots - 1);
	return &writer->table[i];
}

static bool make_table(struct trace_writer *writer)
{
	size_t slots = writer->slots ? writer->slots * 2 : 4096;
	uint32_t *table = calloc(slots, sizeof(*table));

	if (!table)
		return false;
	for (size_t run = 0; run < writer->runs; run++) {
		size_t i = writer->told[run].hash & (slots - 1);

		while (table[i])
			i = (i + 1) & (slots - 1);
		table[i] = run + 1;
	}
	free(writer->table);
	writer->table = table;
	writer->slots = slots;
	return true;
}

static bool keep(struct trace_writer *writer)
{
	struct told *told;

	if (writer->runs == writer->room) {
		size_t room = writer->room * 2 + 1024;

		told = realloc(writer->told, room * sizeof(*told));
		if (!told)
			return false;
		writer->told = told;
		writer->room = room;
	}
	told = &writer->told[writer->runs];
	*told = (struct told){ .hash = writer->hash,
			       .address = writer->address,
			       .insns = writer->insns,
			       .size = writer->insns + writer->bytes_size };
	told->text = malloc(told->size);
	if (!told->text)
		return false;
	memcpy(told->text, writer->lengths, writer->insns);
	memcpy(told->text + writer->insns, writer->bytes, writer->bytes_size);
	writer->runs++;
	return true;
}

static void tell(struct trace_writer *writer)
{
	put_number(writer, TRACE_RUN);
	put_number(writer, writer->insns);
	put_number(writer, zigzag(writer->address - writer->last_told));
	put(writer, writer->lengths, writer->insns);
	put(writer, writer->bytes, writer->bytes_size);
	writer->last_told = writer->address;
}

/* The run's number; it is told if it was not yet. */
static bool number_of_run(struct trace_writer *writer, uint32_t *number)
{
	uint32_t *slot;

	if (writer->runs * 2 >= writer->slots && !make_table(writer))
		return false;
	slot = slot_of(writer);
	if (!*slot) {
		if (!keep(writer))
			return false;
		*slot = writer->runs;
		tell(writer);
	}
	*number = *slot - 1;
	return true;
}

static void end_run(struct trace_writer *writer)
{
	uint32_t number = 0;

	if (!writer->insns)
		return;
	if (!writer->wrong && !number_of_run(writer, &number))
		fail(writer, strerror(ENOMEM));
	if (!writer->wrong) {
		put_number(writer, TRACE_EXECUTE + (uint64_t)number);
		if (trace_uses_stack(writer->kind) && writer->stack_known) {
			put_number(writer, 1 + zigzag(writer->stack - writer->last_stack));
			writer->last_stack = writer->stack;
		} else if (trace_uses_stack(writer->kind)) {
			put_number(writer, 0);
		}
	}
	writer->executed += writer->insns;
	writer->insns = 0;
}

static void begin_run(struct trace_writer *writer, uint64_t address)
{
	writer->address = address;
	writer->hash = address * 0x9e3779b97f4a7c15;
	writer->bytes_size = 0;
}

static void add_to_hash(struct trace_writer *writer, const struct trace_insn *insn)
{
	for (size_t i = 0; i < insn->size; i++)
		writer->hash = (writer->hash ^ insn->bytes[i]) * 0x100000001b3;
	writer->hash ^= writer->hash >> 29;
}

void trace_write_insn(struct trace_writer *writer, const struct trace_insn *insn)
{
	/* A run ends with the instruction that may go elsewhere, whether it does or not. */
	if (writer->insns && (writer->kind != INSN_PLAIN || insn->address != writer->next ||
			      writer->insns == TRACE_RUN_MAX))
		end_run(writer);
	if (!writer->insns)
		begin_run(writer, insn->address);
	writer->lengths[writer->insns++] = insn->size;
	memcpy(writer->bytes + writer->bytes_size, insn->bytes, insn->size);
	writer->bytes_size += insn->size;
	add_to_hash(writer, insn);
	writer->next = insn->address + insn->size;
	writer->kind = insn->kind;
	writer->stack_known = false;
}

void trace_write_stack(struct trace_writer *writer, uint64_t address)
{
	if (writer->stack_known)
		return;
	writer->stack_known = true;
	writer->stack = address;
}

void trace_write_access(struct trace_writer *writer, uint64_t address, bool write)
{
	if (writer->insns && trace_uses_stack(writer->kind) && write == (writer->kind == INSN_CALL))
		trace_write_stack(writer, address);
}

void trace_write_mark(struct trace_writer *writer)
{
	end_run(writer);
	put_number(writer, TRACE_MARK);
	put_number(writer, writer->executed);
}

bool trace_writer_flush(struct trace_writer *writer, const char **why)
{
	end_run(writer);
	write_out(writer);
	*why = writer->wrong;
	return !writer->wrong;
}

bool trace_writer_close(struct trace_writer *writer, const char **why)
{
	end_run(writer);
	write_out(writer);
	*why = writer->wrong;
	for (size_t i = 0; i < writer->runs; i++)
		free(writer->told[i].text);
	free(writer->told);
	free(writer->table);
	free(writer);
	return !*why;
}
