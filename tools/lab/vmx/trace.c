// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs: writes a trace (tools/shared/trace_format.h) from within. Bochs's debugger would print each
 * instruction and each access to memory for whoever reads that: 1.6 lines an instruction, and a page walk and a disassembly
 * for it. Debian's Bochs has its empty instrumentation built in, two functions of one RET that it calls before each
 * instruction and at each access. Between two marks they are jumps to here; outside they are what they were. The
 * debugger still stops at marks, and its command `trace` comes here as well.
 *
 * In a Bochs whose code is not known (places.h) nothing is changed, and nothing said: then the debugger is left to print.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patch.h"
#include "places.h"
#include "shared/bochs_tracer.h"
#include "shared/trace_writer.h"

/* bx_instr_before_execution(cpu, instruction), bx_instr_lin_access(cpu, linear, physical, length, type, kind) */
#define BEFORE_EXECUTION  "_Z25bx_instr_before_executionjP15bxInstruction_c"
#define LINEAR_ACCESS	  "_Z19bx_instr_lin_accessjmmjjj"
/* bx_dbg_trace_command(on), bx_dbg_trace_mem_command(on): the debugger's `trace` and `trace-mem` */
#define TRACE_COMMAND	  "_Z20bx_dbg_trace_commandb"
#define TRACE_MEM_COMMAND "_Z24bx_dbg_trace_mem_commandb"
/* bx_dbg_read_linear(cpu, address, length, buffer) */
#define READ_LINEAR	  "_Z18bx_dbg_read_linearjmjPh"
/* BX_CPU_C::dbg_get_sreg(descriptor, register) */
#define READ_SEGMENT	  "_ZN8BX_CPU_C12dbg_get_sregEP13bx_dbg_sreg_tj"

#define BX_WRITE 1
#define BX_CS	 1

/* Bochs's bx_dbg_sreg_t */
struct segment {
	uint16_t selector;
	uint32_t low, high, valid, base_high;
};

static struct places place;
static unsigned char **const *cpus, *cpu;
static bool (*read_linear)(unsigned int cpu, uint64_t address, unsigned int length, uint8_t *to);
static bool (*read_segment)(unsigned char *cpu, struct segment *segment, unsigned int number);
static unsigned char *before_execution, *linear_access;
static struct trace_writer *writer;

static void complain(const char *why)
{
	static bool said;

	if (!said)
		fprintf(stderr, "the trace cannot be written: %s\n", why);
	said = true;
}

static uint64_t field(uint32_t at)
{
	uint64_t value;

	memcpy(&value, cpu + at, sizeof(value));
	return value;
}

/* The bytes of an instruction that is not all in the page that is being fetched from. */
static bool read_apart(uint64_t rip, uint8_t *bytes, size_t size)
{
	struct segment cs = { 0 };
	uint64_t base;

	if (!read_segment(cpu, &cs, BX_CS))
		return false;
	base = cs.low >> 16 | (cs.high & 0xff) << 16 | (cs.high & 0xff000000);
	return read_linear(0, base + rip, size, bytes);
}

static void on_instruction(unsigned int number, const unsigned char *instruction)
{
	uint64_t rip = field(place.rip), offset = rip + field(place.bias);
	uint32_t window = field(place.window);
	size_t size = instruction[place.length];
	uint8_t apart[TRACE_INSN_MAX];
	struct trace_insn insn;
	const uint8_t *page;
	uint64_t address;

	(void)number;
	if (!size || size > TRACE_INSN_MAX) {
		complain("Bochs has an instruction of no length");
		return;
	}
	if (offset < window && size <= window - offset) {
		address = field(place.fetch);
		memcpy(&page, &address, sizeof(page));
		trace_insn_init(&insn, rip, page + offset, size);
	} else if (read_apart(rip, apart, size)) {
		trace_insn_init(&insn, rip, apart, size);
	} else {
		complain("an instruction across two pages cannot be read");
		return;
	}
	/* The debugger stops behind it, and says so. */
	if (insn.kind != INSN_MARK)
		trace_write_insn(writer, &insn);
}

static void on_access(unsigned int number, uint64_t linear, uint64_t physical, unsigned int length,
		      unsigned int type, unsigned int kind)
{
	(void)number;
	(void)physical;
	(void)length;
	(void)type;
	trace_write_access(writer, linear, kind == BX_WRITE);
}

/* The debugger has stopped at a mark, and is told to trace or to leave it. */
static void on_mark(bool begins)
{
	static unsigned char before[PATCH_JUMP], access[PATCH_JUMP];
	const char *why;
	bool good;

	trace_write_mark(writer);
	if (begins) {
		cpu = **cpus;
		memcpy(before, before_execution, sizeof(before));
		memcpy(access, linear_access, sizeof(access));
		good = patch_jump(before_execution, (uintptr_t)on_instruction) &&
		       patch_jump(linear_access, (uintptr_t)on_access);
	} else {
		good = patch(before_execution, before, sizeof(before)) &&
		       patch(linear_access, access, sizeof(access));
	}
	if (!good)
		complain("Bochs's code cannot be changed");
	if (!begins && !trace_writer_flush(writer, &why))
		complain(why);
}

static void ignore(bool on)
{
	(void)on;
}

/* A function that does nothing, and behind which is room for a jump: functions begin each 16 bytes. */
static unsigned char *empty_function(const char *name)
{
	static const unsigned char nothing[] = { 0xf3, 0x0f, 0x1e, 0xfa, 0xc3 }; /* endbr64; ret */
	size_t size;
	unsigned char *code = code_of(name, &size);

	if (!code || (uintptr_t)code % 16 || !size || size > sizeof(nothing) ||
	    memcmp(code, nothing + sizeof(nothing) - size, size))
		return NULL;
	return code;
}

static bool find_all(void)
{
	void *linear = dlsym(RTLD_DEFAULT, READ_LINEAR),
	     *segment = dlsym(RTLD_DEFAULT, READ_SEGMENT);

	before_execution = empty_function(BEFORE_EXECUTION);
	linear_access = empty_function(LINEAR_ACCESS);
	cpus = dlsym(RTLD_DEFAULT, "bx_cpu_array");
	memcpy(&read_linear, &linear, sizeof(read_linear));
	memcpy(&read_segment, &segment, sizeof(read_segment));
	return before_execution && linear_access && cpus && linear && segment &&
	       places_find(&place, before_execution);
}

__attribute__((constructor)) static void trace_from_within(void)
{
	static const char line[] = BOCHS_TRACER_LINE "\n";
	const char *file = getenv(BOCHS_TRACER_FILE);
	void *command = dlsym(RTLD_DEFAULT, TRACE_COMMAND),
	     *mem_command = dlsym(RTLD_DEFAULT, TRACE_MEM_COMMAND);

	if (!file || !command || !mem_command || !find_all())
		return;
	writer = trace_writer_open(atoi(file));
	if (!writer || !patch_jump(mem_command, (uintptr_t)ignore) ||
	    !patch_jump(command, (uintptr_t)on_mark))
		return;
	if (write(STDOUT_FILENO, line, sizeof(line) - 1) < 0)
		perror("the emulator's output");
}
