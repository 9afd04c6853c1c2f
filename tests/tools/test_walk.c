// SPDX-License-Identifier: GPL-2.0-only
/* Traces made by hand, of code that calls, jumps, returns and switches in the ways that a kernel does: their trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/memory.h"
#include "shared/trace_writer.h"
#include "walk/trace.h"
#include "walk/walk.h"

#define K   0xffffffff81000000 /* functions of L1's kernel, 0x100 each: k0, k1, ... */
#define G   0x100000	       /* the same of the guest: g0, g1 */
#define U   0x550000000000     /* L1's user space, without symbols */
#define RSP 0xffffc90000003f00

static const char nop[] = "\x90", call[] = "\xe8\0\0\0\0", ret[] = "\xc3", jump[] = "\xeb\0",
		  vmrun[] = "\x0f\x01\xd8", iret[] = "\x48\xcf", sysret[] = "\x48\x0f\x07",
		  syscall_insn[] = "\x0f\x05", cpuid[] = "\x0f\xa2", fault[] = "\x8b\x00";

#define SIZE(insn) (sizeof(insn) - 1)
#define DO(insn)   (const uint8_t *)(insn), SIZE(insn)

struct made {
	struct trace_writer *writer;
	int fd;
	void *data;
	size_t size;
	struct trace trace;
	struct symbols *symbols;
	bool aborted;
};

static void add_functions(struct symbols *symbols)
{
	static const char *const kernel[] = { "k0",
					      "k1",
					      "k2",
					      "k3",
					      "k4",
					      "__switch_to_asm",
					      "asm_sysvec_tick",
					      "asm_exc_page_fault",
					      "entry_SYSCALL_64",
					      "k9" };
	char name[16];

	for (int i = 0; i < 10; i++)
		symbols_add(symbols, SPACE_KERNEL, K + 0x100 * i, 0, kernel[i],
			    i == 9 ? "kvm" : "kernel");
	for (int i = 0; i < 2; i++) {
		sprintf(name, "g%d", i);
		symbols_add(symbols, SPACE_GUEST, G + 0x100 * i, 0, name, "guest");
	}
	symbols_add_module(symbols, SPACE_USER, U, U + 0x10000, U, "qemu");
	symbols_sort(symbols);
}

static void begin(struct made *made)
{
	*made = (struct made){ .symbols = symbols_new() };
	made->fd = memfd_create("trace", 0);
	made->writer = trace_writer_open(made->fd);
	add_functions(made->symbols);
	trace_write_mark(made->writer);
}

static void at(struct made *made, uint64_t address, const uint8_t *bytes, size_t size)
{
	struct trace_insn insn;

	trace_insn_init(&insn, address, bytes, size);
	trace_write_insn(made->writer, &insn);
}

/* A CALL or RET, with where its return address is. */
static void at_stack(struct made *made, uint64_t address, const uint8_t *bytes, size_t size,
		     uint64_t stack)
{
	at(made, address, bytes, size);
	trace_write_stack(made->writer, stack);
}

static void map(struct made *made)
{
	struct stat status;
	const char *why;

	trace_write_mark(made->writer);
	assert_true(trace_writer_close(made->writer, &why));
	fstat(made->fd, &status);
	made->size = status.st_size;
	made->data = mmap(NULL, made->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, made->fd, 0);
	assert_true(made->data != MAP_FAILED);
}

static void end(struct made *made)
{
	trace_close(&made->trace);
	symbols_free(made->symbols);
	munmap(made->data, made->size);
	close(made->fd);
}

/* ` name own*calls` for each node, a space for each step from the root. */
static char *described(const struct tree_node *root)
{
	char *text = print("%s", "");

	for (const struct tree_node *node = tree_next(root, root); node;
	     node = tree_next(root, node)) {
		char *more = print("%s%*s%s %llu*%llu%s\n", text, (int)node->depth - 1, "",
				   node->function->name, (unsigned long long)node->own,
				   (unsigned long long)node->calls,
				   node->world == WORLD_INTERRUPT ? " interrupt" : "");

		free(text);
		text = more;
	}
	return text;
}

static void start(struct walk *walk, void *data)
{
	walk_into(walk, data);
}

/* All of it in one tree, or with @from_exit what is executed after the guest was left first. */
static void expect(struct made *made, bool from_exit, const char *expected)
{
	struct tree_node *root = tree_new();
	struct walk_hooks hooks = { .data = root, .left = from_exit ? start : NULL };
	struct trace_event event;
	struct walk *walk;
	char *text;

	map(made);
	assert_true(trace_open(&made->trace, made->data, made->size));
	walk = walk_new(&made->trace, made->symbols, made->aborted, &hooks);
	assert_true(trace_next(&made->trace, &event));
	walk_begin(walk);
	if (!from_exit)
		walk_into(walk, root);
	while (trace_next(&made->trace, &event) && event.item == TRACE_EXECUTE)
		walk_run(walk, &event);
	assert_null(made->trace.damage);
	tree_sum(root);
	text = described(root);
	assert_string_equal(text, expected);
	free(text);
	walk_free(walk);
	tree_free(root);
	end(made);
}

/* The guest's CPUID, which leaves it, into k0. */
static void leave_guest(struct made *made)
{
	at(made, G, DO(nop));
	at(made, G + 1, DO(cpuid));
}

static void calls_return(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	at(&made, K + 0x100, DO(nop));
	at_stack(&made, K + 0x101, DO(call), RSP - 8);
	at_stack(&made, K + 0x200, DO(ret), RSP - 8);
	at_stack(&made, K + 0x106, DO(ret), RSP);
	at_stack(&made, K + 5, DO(call), RSP);
	at_stack(&made, K + 0x200, DO(ret), RSP);
	at(&made, K + 10, DO(vmrun));
	at(&made, G + 3, DO(nop));
	expect(&made, false, "g0 3*0\nk0 2*0\n k1 3*1\n  k2 1*1\n k2 1*1\n VMRUN 1*1\n");
}

/* k0 calls k1, which ends with a jump to k2; that returns to k0. */
static void tail_call(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K + 0x50, DO(call), RSP);
	at(&made, K + 0x100, DO(jump));
	at(&made, K + 0x200, DO(nop));
	at_stack(&made, K + 0x201, DO(ret), RSP);
	at(&made, K + 0x55, DO(nop));
	expect(&made, true, "k0 2*0\n k1 1*1\n  k2 2*1\n");
}

/* A retpoline, k1: calls within itself, puts k2's address in place of its own, and returns to it. */
static void retpoline(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	at_stack(&made, K + 0x100, DO(call), RSP - 8);
	at(&made, K + 0x110, DO(nop));
	at_stack(&made, K + 0x111, DO(ret), RSP - 8);
	at(&made, K + 0x200, DO(nop));
	at_stack(&made, K + 0x201, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	expect(&made, true, "k0 2*0\n k1 3*1\n  k2 2*1\n");
}

/* k1 fills the return buffer with calls that nobody returns from, then calls and returns. */
static void stuffing(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	for (int i = 0; i < 4; i++)
		at_stack(&made, K + 0x100 + 6 * i, DO(call), RSP - 8 - 8 * i);
	at(&made, K + 0x118, DO(nop));
	at_stack(&made, K + 0x119, DO(call), RSP - 8);
	at_stack(&made, K + 0x200, DO(ret), RSP - 8);
	at_stack(&made, K + 0x11e, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	expect(&made, true, "k0 2*0\n k1 7*1\n  k2 1*1\n");
}

/* k1 calls k2, which throws its return address away and jumps back; k3 is called by k1 then, not by k2. */
static void abandoned(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	at_stack(&made, K + 0x100, DO(call), RSP - 8);
	at(&made, K + 0x200, DO(jump));
	at_stack(&made, K + 0x150, DO(call), RSP - 8);
	at_stack(&made, K + 0x300, DO(ret), RSP - 8);
	at_stack(&made, K + 0x155, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	/* The call itself is counted before that is known. */
	expect(&made, true, "k0 2*0\n k1 2*1\n  k2 1*1\n   k1 1*0\n  k3 1*1\n");
}

/* k1 is in two parts, of which one has a name of its own, k2: jumping to it and back is no call. */
static void parts(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	for (int i = 0; i < 2; i++) {
		at(&made, K + 0x100, DO(jump));
		at(&made, K + 0x240, DO(jump));
	}
	at_stack(&made, K + 0x110, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	expect(&made, true, "k0 2*0\n k1 3*1\n  k2 2*0\n");
}

/* A tick within k1, of whose handler k3 is; k1 goes on. */
static void interrupt(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	at(&made, K + 0x100, DO(nop));
	at_stack(&made, K + 0x600, DO(call), RSP - 0x40);
	at_stack(&made, K + 0x300, DO(ret), RSP - 0x40);
	at(&made, K + 0x605, DO(iret));
	at(&made, K + 0x101, DO(nop));
	at_stack(&made, K + 0x102, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	expect(&made, true, "k0 2*0\n k1 3*1\nasm_sysvec_tick 2*1 interrupt\n k3 1*1 interrupt\n");
}

/* A fault of k1's: its instruction is executed when the handler has returned, and counts once in QEMU's traces. */
static void exception(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	made.aborted = true;
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	at(&made, K + 0x100, DO(fault));
	at(&made, K + 0x700, DO(iret));
	at(&made, K + 0x100, DO(fault));
	at_stack(&made, K + 0x102, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	expect(&made, true, "k0 2*0\n k1 2*1\n  asm_exc_page_fault 1*1\n");
}

/* Another thread runs, on a stack of its own, for a while; then the first goes on in the midst of its calls. */
static void threads(void **state)
{
	const uint64_t other = RSP + 0x100000;
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);	       /* k1 */
	at_stack(&made, K + 0x100, DO(call), RSP - 8); /* __switch_to_asm */
	at_stack(&made, K + 0x500, DO(ret), other);    /* to k2, of a thread not seen yet */
	at_stack(&made, K + 0x250, DO(call), other);   /* __switch_to_asm */
	at_stack(&made, K + 0x500, DO(ret), RSP - 8);  /* back to k1 */
	at_stack(&made, K + 0x105, DO(call), RSP - 8); /* __switch_to_asm */
	at_stack(&made, K + 0x500, DO(ret), other);    /* to k2 again */
	at_stack(&made, K + 0x255, DO(call), other);   /* __switch_to_asm */
	at_stack(&made, K + 0x500, DO(ret), RSP - 8);  /* back to k1 */
	at_stack(&made, K + 0x10a, DO(ret), RSP);
	at(&made, K + 5, DO(nop));
	expect(&made, true,
	       "k0 2*0\n k1 3*1\n  __switch_to_asm 2*2\nk2 2*0\n __switch_to_asm 2*2\n");
}

/* What was there before the trace began returns to who called it: nobody knows who called that. */
static void bottom(void **state)
{
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at(&made, K, DO(nop));
	at_stack(&made, K + 1, DO(ret), RSP + 0x20);
	at(&made, K + 0x120, DO(nop));
	at_stack(&made, K + 0x121, DO(call), RSP + 0x20);
	at_stack(&made, K + 0x200, DO(ret), RSP + 0x20);
	at(&made, K + 0x126, DO(nop));
	expect(&made, true, "k0 2*0\nk1 3*0\n k2 1*1\n");
}

/* To user space and back by a system call: the kernel hangs from who called it. */
static void user_space(void **state)
{
	const uint64_t stack = 0x7ffffffff000;
	struct made made;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at(&made, K, DO(sysret));
	at_stack(&made, U + 0x10, DO(call), stack);
	at(&made, U + 0x100, DO(jump));
	at(&made, U + 0x900, DO(syscall_insn));
	at(&made, K + 0x800, DO(nop));
	at_stack(&made, K + 0x801, DO(call), RSP);
	at_stack(&made, K + 0x100, DO(ret), RSP);
	at(&made, K + 0x806, DO(sysret));
	at_stack(&made, U + 0x902, DO(ret), stack);
	at(&made, U + 0x15, DO(nop));
	expect(&made, true, "k0 1*0\n? 2*0\n +0x100 3*1\n  entry_SYSCALL_64 3*1\n   k1 1*1\n");
}

static void damaged(struct made *made, const char *why)
{
	struct trace_event event;

	if (trace_open(&made->trace, made->data, made->size))
		while (trace_next(&made->trace, &event))
			;
	assert_string_equal(made->trace.damage, why);
	trace_close(&made->trace);
}

static void cut(void **state)
{
	struct made made;
	size_t whole;

	(void)state;
	begin(&made);
	leave_guest(&made);
	at_stack(&made, K, DO(call), RSP);
	map(&made);
	whole = made.size;
	made.size = whole - 2;
	damaged(&made, "cut within a window");
	made.size = whole - 3;
	damaged(&made, "cut in the midst of an item");
	made.size = 4;
	damaged(&made, "not a trace");
	made.size = whole;
	((uint8_t *)made.data)[whole - 1]++;
	damaged(&made, "instructions are missing");
	trace_open(&made.trace, made.data, made.size);
	end(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_return), cmocka_unit_test(tail_call),
		cmocka_unit_test(retpoline),	cmocka_unit_test(stuffing),
		cmocka_unit_test(interrupt),	cmocka_unit_test(exception),
		cmocka_unit_test(threads),	cmocka_unit_test(bottom),
		cmocka_unit_test(user_space),	cmocka_unit_test(abandoned),
		cmocka_unit_test(parts),	cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
