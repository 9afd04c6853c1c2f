// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU's emulator that writes a trace (tools/shared/trace_format.h) of what runs between a
 * guest's marks: -plugin trace.so,fd=N. Code is looked at as it is translated; where there is a mark,
 * a callback is put before it. When a mark opens a window, all code is translated anew, each
 * instruction with a callback, and once more without when one closes it. So a run without marks costs no more
 * than that look.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_plugin.h"
#include "shared/trace_writer.h"

EXPORT int qemu_plugin_version = 2;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv);

static qemu_plugin_id_t self;
static bool copies;	 /* qemu_plugin_insn_data() does */
static bool block_first; /* of a translation callback's arguments */
static bool recording;
static struct trace_writer *writer;

/*
 * QEMU asks for the plugin's interface before it tells its own: 9.0 and later want no 1 any more, 11.1 nothing
 * below 7. What they export tells them apart.
 */
__attribute__((constructor)) static void choose_interface(void)
{
	if (dlsym(RTLD_DEFAULT, "qemu_plugin_n_max_vcpus"))
		qemu_plugin_version = 1;
	else if (dlsym(RTLD_DEFAULT, "qemu_plugin_set_pc"))
		qemu_plugin_version = 7;
}

static void watch(qemu_plugin_id_t id);

static void flush(void)
{
	static bool said;
	const char *why;

	if (trace_writer_flush(writer, &why) || said)
		return;
	said = true;
	fprintf(stderr, "the trace cannot be written: %s\n", why);
}

static void on_mark(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	trace_write_mark(writer);
	recording = !recording;
	if (!recording)
		flush();
	qemu_plugin_reset(self, watch, self);
}

static void on_insn(unsigned int cpu, void *data)
{
	(void)cpu;
	if (recording)
		trace_write_insn(writer, data);
}

static void on_stack(unsigned int cpu, uint32_t info, uint64_t address, void *data)
{
	(void)cpu;
	(void)info;
	(void)data;
	if (recording)
		trace_write_stack(writer, address);
}

/*
 * What a block's instructions are is kept for as long as QEMU runs: it keeps blocks for as long as it likes.
 * Only windows have them, so they are some 100,000.
 */
static struct trace_insn *keep(const struct trace_insn *insn)
{
	static struct trace_insn *chunk;
	static size_t left;

	if (!left) {
		left = 4096;
		chunk = malloc(left * sizeof(*chunk));
	}
	if (!chunk)
		abort();
	left--;
	*chunk = *insn;
	return chunk++;
}

/* False: not an instruction of x86's. */
static bool look(const struct qemu_plugin_insn *insn, struct trace_insn *found)
{
	size_t size = qemu_plugin_insn_size(insn);
	uint8_t bytes[TRACE_INSN_MAX];

	if (!size || size > TRACE_INSN_MAX)
		return false;
	if (!copies)
		memcpy(bytes, (const void *)qemu_plugin_insn_data(insn, NULL, 0), size);
	else if (qemu_plugin_insn_data(insn, bytes, size) != size)
		return false;
	trace_insn_init(found, qemu_plugin_insn_vaddr(insn), bytes, size);
	return true;
}

static void on_translation(uint64_t first, uint64_t second)
{
	struct qemu_plugin_tb *tb = (struct qemu_plugin_tb *)(block_first ? first : second);
	size_t count = qemu_plugin_tb_n_insns(tb);

	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		struct trace_insn found, *kept;

		if (!look(insn, &found))
			continue;
		if (found.kind == INSN_MARK) {
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
			continue;
		}
		if (!recording)
			continue;
		kept = keep(&found);
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn, QEMU_PLUGIN_CB_NO_REGS, kept);
		if (trace_uses_stack(found.kind))
			qemu_plugin_register_vcpu_mem_cb(
				insn, on_stack, QEMU_PLUGIN_CB_NO_REGS,
				found.kind == INSN_CALL ? QEMU_PLUGIN_MEM_W : QEMU_PLUGIN_MEM_R,
				NULL);
	}
}

static void watch(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation, id);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	int fd = -1;

	if (argc != 1 || sscanf(argv[0], "fd=%d", &fd) != 1 || fd < 0) {
		fprintf(stderr, "trace.so: fd=N, the file that the trace goes to\n");
		return 1;
	}
	if (strcmp(info->target_name, "x86_64")) {
		fprintf(stderr, "trace.so: for x86_64, not %s\n", info->target_name);
		return 1;
	}
	self = id;
	copies = info->version.cur >= 3;
	block_first = info->version.cur >= 7;
	writer = trace_writer_open(fd);
	if (!writer)
		return 1;
	watch(id);
	return 0;
}
