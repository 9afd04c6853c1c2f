// SPDX-License-Identifier: GPL-2.0-only
/*
 * BPF on KVM's tracepoints, by hand, so that neither clang nor libbpf is needed: the least that
 * such a program can do. The maps are arrays, one for each processor, which the JIT compiles to an
 * address; a tool that keeps threads apart needs a hash, and costs more.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "events.h"
#include "say.h"
#include "tracer.h"

/* What a reason has. */
struct row {
	uint64_t count, time;
};

/* The exit that is open. */
struct open_exit {
	uint64_t time, reason;
};

#define MAX_STEPS 40

struct program {
	struct bpf_insn insn[MAX_STEPS];
	int length;
};

static int table = -1, last = -1;
static int programs[2] = { -1, -1 }, events[2] = { -1, -1 };

static int bpf(enum bpf_cmd command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static void emit(struct program *p, uint8_t code, int dst, int src, int off, int imm)
{
	p->insn[p->length++] = (struct bpf_insn){
		.code = code, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm
	};
}

static void load(struct program *p, uint8_t size, int dst, int src, int off)
{
	emit(p, BPF_LDX | BPF_MEM | size, dst, src, off, 0);
}

static void store(struct program *p, uint8_t size, int dst, int off, int src)
{
	emit(p, BPF_STX | BPF_MEM | size, dst, src, off, 0);
}

static void call(struct program *p, int function)
{
	emit(p, BPF_JMP | BPF_CALL, 0, 0, 0, function);
}

static void leave(struct program *p)
{
	emit(p, BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0);
	emit(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* r0 = the element of @map whose number is on the stack; ends the program if there is none. */
static void look_up(struct program *p, int map)
{
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, 2, 10, 0, 0);
	emit(p, BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -4);
	emit(p, BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, map);
	emit(p, 0, 0, 0, 0, 0);
	call(p, BPF_FUNC_map_lookup_elem);
	emit(p, BPF_JMP | BPF_JNE | BPF_K, 0, 0, 2, 0);
	leave(p);
}

static void add_to(struct program *p, int base, int off, int what)
{
	load(p, BPF_DW, 1, base, off);
	emit(p, BPF_ALU64 | BPF_ADD | BPF_X, 1, what, 0, 0);
	store(p, BPF_DW, base, off, 1);
}

/* kvm_exit: one more of its reason, and @remember when it was. */
static void compose_exit(struct program *p, int reason, bool remember)
{
	load(p, BPF_W, 6, 1, reason);
	store(p, BPF_W, 10, -4, 6);
	look_up(p, table);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_K, 7, 0, 0, 1);
	add_to(p, 0, offsetof(struct row, count), 7);
	if (remember) {
		emit(p, BPF_ST | BPF_MEM | BPF_W, 10, 0, -4, 0);
		look_up(p, last);
		store(p, BPF_DW, 0, offsetof(struct open_exit, reason), 6);
		emit(p, BPF_ALU64 | BPF_MOV | BPF_X, 7, 0, 0, 0);
		call(p, BPF_FUNC_ktime_get_ns);
		store(p, BPF_DW, 7, offsetof(struct open_exit, time), 0);
	}
	leave(p);
}

/* kvm_entry: the time since the exit. */
static void compose_entry(struct program *p)
{
	call(p, BPF_FUNC_ktime_get_ns);
	emit(p, BPF_ALU64 | BPF_MOV | BPF_X, 6, 0, 0, 0);
	emit(p, BPF_ST | BPF_MEM | BPF_W, 10, 0, -4, 0);
	look_up(p, last);
	load(p, BPF_DW, 1, 0, offsetof(struct open_exit, time));
	emit(p, BPF_ALU64 | BPF_SUB | BPF_X, 6, 1, 0, 0);
	load(p, BPF_DW, 1, 0, offsetof(struct open_exit, reason));
	store(p, BPF_W, 10, -4, 1);
	look_up(p, table);
	add_to(p, 0, offsetof(struct row, time), 6);
	leave(p);
}

static int create_map(int elements, int size)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_PERCPU_ARRAY,
		.key_size = sizeof(uint32_t),
		.value_size = size,
		.max_entries = elements,
	};
	int fd = bpf(BPF_MAP_CREATE, &attr);

	if (fd < 0)
		say("refused a BPF map: %s", strerror(errno));
	return fd;
}

static int attach(int i, const char *event, const struct program *p)
{
	static char log[4096];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_TRACEPOINT,
		.insns = (uintptr_t)p->insn,
		.insn_cnt = p->length,
		.license = (uintptr_t) "GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};

	programs[i] = bpf(BPF_PROG_LOAD, &attr);
	if (programs[i] < 0) {
		say("refused the BPF program of %s: %s: %s", event, strerror(errno), log);
		return -1;
	}
	events[i] = event_open(event, &(struct perf_event_attr){ .sample_period = 1 });
	if (events[i] < 0)
		return -1;
	if (ioctl(events[i], PERF_EVENT_IOC_SET_BPF, programs[i])) {
		say("refused BPF on %s: %s", event, strerror(errno));
		return -1;
	}
	return event_enable(events[i]);
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_all(void)
{
	for (int i = 0; i < 2; i++) {
		close_one(&events[i]);
		close_one(&programs[i]);
	}
	close_one(&table);
	close_one(&last);
}

static int start(bool time)
{
	struct program exit = { .length = 0 }, entry = { .length = 0 };
	int reason = event_field("kvm_exit", "exit_reason");

	if (reason < 0)
		return -1;
	table = create_map(MAX_REASON, sizeof(struct row));
	last = create_map(1, sizeof(struct open_exit));
	if (table >= 0 && last >= 0) {
		compose_exit(&exit, reason, time);
		compose_entry(&entry);
		if (!attach(0, "kvm_exit", &exit) && (!time || !attach(1, "kvm_entry", &entry)))
			return 0;
	}
	close_all();
	return -1;
}

static int start_count(void)
{
	return start(false);
}

static int start_time(void)
{
	return start(true);
}

/* The values of an element are one for each possible processor, 8 bytes aligned. */
static uint64_t stop(void)
{
	static struct row rows[1024];
	uint64_t count = 0;

	for (uint32_t reason = 0; reason < MAX_REASON; reason++) {
		union bpf_attr attr = {
			.map_fd = table,
			.key = (uintptr_t)&reason,
			.value = (uintptr_t)rows,
		};

		memset(rows, 0, sizeof(rows));
		if (bpf(BPF_MAP_LOOKUP_ELEM, &attr))
			say("error the BPF map gives no row %u: %s", reason, strerror(errno));
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			count += rows[i].count;
	}
	close_all();
	return count;
}

const struct tracer bpf_count = { start_count, stop };
const struct tracer bpf_time = { start_time, stop };
