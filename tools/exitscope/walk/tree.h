/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the instructions of an operation went: a call tree, or one for each exit.
 *
 * An explanation (explanation.h) has rows, one for each workload that was traced, and each a typical operation (operation.h): `guest`, what
 * the guest executed of it, and an exit for each time that it left the guest meanwhile, in
 * order, with a tree of what was executed until the guest went on. All numbers are of that one operation.
 *
 * A tree's root is nothing executed: it has no function, and its children are where execution was when
 * the tree began, or what came by itself. To walk a tree, depth first:
 *
 *	for (node = tree; node; node = tree_next(tree, node))
 *		print(node->depth, node->function->name, node->own, node->total);
 *
 * where the root comes first and has function NULL; or go through `child` and `sibling`, which are in
 * the order of their first instruction. A path from the root down is a line of a folded stack. The
 * sum of `own` over a tree is its root's `total`.
 *
 * One function may be at many places of a tree. Functions are the same if their pointers are, within an
 * explanation; between two explanations, by name and module.
 */
#ifndef WALK_TREE_H
#define WALK_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whose instructions. */
enum world {
	WORLD_GUEST,
	WORLD_SWITCH, /* the processor's own: VMRUN, VMLAUNCH and VMRESUME, an instruction each */
	WORLD_KERNEL, /* L1's kernel and its modules */
	WORLD_USER,   /* L1's user space, QEMU */
	WORLD_INTERRUPT, /* L1's kernel in an interrupt or NMI, down to its return */
	WORLDS,
};

extern const char *const world_names[WORLDS];

/* How execution came to a function. */
enum entry {
	ENTRY_CALL,
	ENTRY_JUMP, /* by a jump, or falling into it: a tail call, a thunk, a part of a function */
	ENTRY_BEFORE,	 /* it was there before the trace began, or nothing tells who called it */
	ENTRY_INTERRUPT, /* an interrupt or an exception */
	ENTRY_SYSTEM_CALL,
	ENTRY_INLINED, /* not at all: its instructions are in the function above */
	ENTRIES,
};

extern const char *const entry_names[ENTRIES]; /* "call", "jump", ... */

/* A name, and what it belongs to: "kvm_cpuid" of "kvm". */
struct function {
	const char
		*name; /* of code without symbols "+0x1234", the offset in its module; never NULL */
	const char *module; /* "kernel", "kvm_intel", "guest", "libc.so.6", "hardware" */
	uint64_t address;   /* of its first byte */
	bool named;	    /* by a symbol */
};

/* A place in a source file. */
struct source {
	const char *file; /* the same text has the same address; NULL: not known */
	unsigned int line;
};

/* Instructions of a node's own, of a line. */
struct tree_line {
	struct source at;
	uint64_t own;
};

struct tree_node {
	const struct function *function; /* NULL: the root */
	enum world world;		 /* the root's is its first child's */
	enum entry entry;		 /* at first */
	unsigned int depth;		 /* the root's is 0 */
	uint64_t calls; /* how often it was entered; 0: it was there all the time */
	uint64_t own;	/* instructions */
	uint64_t total; /* and with all below; once tree_sum() was called */
	struct source
		at; /* in the one above: where an inlined function is, or another was called from first */
	struct tree_line *
		line; /* as far as lines are known; once tree_sum() was called, by file and number */
	size_t lines, counted; /* how many, and the one that was counted last; as many: none */
	struct tree_node *parent, *child, *sibling;
	struct tree_node *last; /* child */
};

/* A root alone, to be freed with tree_free(). */
struct tree_node *tree_new(void);
void tree_free(struct tree_node *root);

/* The child for a function, which is made if it is not there. A function may be there in two worlds. */
struct tree_node *tree_child(struct tree_node *node, const struct function *function,
			     enum world world, enum entry entry);

/* The same, with where it was called from. */
struct tree_node *tree_child_from(struct tree_node *node, const struct function *function,
				  enum world world, enum entry entry, struct source at);

/* That of a function that is inlined in the node's, there. Each place has one of its own. */
struct tree_node *tree_inlined(struct tree_node *node, const struct function *function,
			       struct source at);

/* An instruction of the node's own, of a line if its file is known; and takes the last one back. */
void tree_count(struct tree_node *node, struct source at);
void tree_uncount(struct tree_node *node);

/* Sets all totals. */
void tree_sum(struct tree_node *root);

/* The next node in depth-first order, within what is below @root; NULL after the last. */
struct tree_node *tree_next(const struct tree_node *root, const struct tree_node *node);

/* The instructions of @world in a tree. */
uint64_t tree_world(const struct tree_node *root, enum world world);

/* Whether two trees have the same functions, calls and instructions in the same order. */
bool tree_equal(const struct tree_node *a, const struct tree_node *b);

#endif
