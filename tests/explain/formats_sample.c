// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes explanations that are made here, in a format: an operation of one exit, and one of three, deep and recursive, with a name that
 * formats have to guard against. With a file, which --format json has written, compared with what is in it.
 * Usage: formats_sample FORMAT [BEFORE.json] [more|lines]
 * more: the same with one handler dearer, one function more, and one gone. lines: with source lines, and a part of
 * vcpu_run inlined.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls/format_read.h"
#include "calls/formats.h"
#include "shared/message.h"

enum { GUEST, KERNEL, USER };

static const char *const worlds[] = { "guest", "kernel", "user" };

/* Which is laid. */
static enum when side = NOW;

static struct both *child(struct both *node, const char *name, const char *module,
			  unsigned int world, uint64_t calls, uint64_t own)
{
	node = both_child(node, name, module, world, 0);
	node->calls[side] += calls;
	node->own[side] += own;
	return node;
}

/* 30 of vcpu_run's own 168 are of a function in it, which makes its call. */
static struct both *inlined_run(struct both *root)
{
	struct both *run = child(root, "vcpu_run", "kvm", KERNEL, 0, 138);
	struct both *within = both_inlined(run, "guest_enter", "kvm", "virt/run.c", 70);

	both_line(run, "virt/run.c", 69, 100);
	both_line(run, "virt/run.c", 71, 30);
	within->own[side] = 30;
	both_line(within, "include/enter.h", 12, 30);
	run = child(within, "rcu_note_context_switch", "kernel", KERNEL, 1, 106);
	both_called_from(run, "include/enter.h", 13);
	return within->parent;
}

static void handled(struct both *root, bool more, bool lines)
{
	struct both *run, *handler;

	child(root, "vmx_vmexit", "kvm_intel", KERNEL, 1, 129);
	run = lines ? inlined_run(root) : child(root, "vcpu_run", "kvm", KERNEL, 0, 168);
	if (!more && !lines)
		child(run, "rcu_note_context_switch", "kernel", KERNEL, 1, 106);
	handler = child(run, "vmx_handle_exit", "kvm_intel", KERNEL, 1, 68);
	handler = child(handler, "kvm_emulate_cpuid", "kvm", KERNEL, 1, 41);
	child(handler, "kvm_cpuid", "kvm", KERNEL, 2, more ? 107 : 77);
	if (more)
		child(handler, "added", "kvm", KERNEL, 1, 12);
}

static void deep(struct both *root)
{
	struct both *node = child(root, "vcpu_run", "kvm", KERNEL, 0, 9);

	for (int i = 0; i < 60; i++)
		node = child(node, "recurse", "kernel", KERNEL, 1, i);
	node = child(root, "operator<;\"&", "qemu-system-x86_64", USER, 3, 4000);
	child(node, "+0x1234", "libc.so.6", USER, 5, 600);
}

static void guest(struct both *root)
{
	child(root, "guest_main", "guest", GUEST, 1, 23);
}

static void lay(struct parts *parts, bool more, bool lines)
{
	handled(parts_tree(parts, side, "cpuid", 1, "exit 1 of 1: CPUID"), more, lines);
	guest(parts_tree(parts, side, "cpuid", 0, "guest"));
	handled(parts_tree(parts, side, "hlt", 1, "exit 1 of 3: HLT"), more, lines);
	deep(parts_tree(parts, side, "hlt", 2, "exit 2 of 3: <WRMSR>"));
	handled(parts_tree(parts, side, "hlt", 3, "exit 3 of 3: IN"), more, lines);
	guest(parts_tree(parts, side, "hlt", 0, "guest"));
}

int main(int argc, char **argv)
{
	bool more = argc > 1 && !strcmp(argv[argc - 1], "more");
	bool lines = argc > 1 && !strcmp(argv[argc - 1], "lines");
	bool compared = argc - more - lines > 2;
	struct parts parts = { .worlds = worlds, .world_count = 3 };
	char *wrong = NULL;

	program_name = "formats_sample";
	if (argc < 2 || !format_find(argv[1]))
		return 2;
	lay(&parts, more, lines);
	if (compared)
		wrong = parts_read(&parts, BEFORE, argv[2]);
	parts_sum(&parts, compared);
	if (!wrong)
		wrong = format_find(argv[1])(&parts, stdout);
	parts_free(&parts);
	if (wrong)
		error("%s", wrong);
	free(wrong);
	return wrong ? 3 : 0;
}
