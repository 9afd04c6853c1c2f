/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call trees by name, for what is written or compared: what they were before and what they are now, laid one upon the other. A node
 * is there if either has it. Of these trees nobody need know how they were traced.
 */
#ifndef CALLS_BOTH_H
#define CALLS_BOTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of what is compared with, and of what is explained. */
enum when { BEFORE, NOW, SIDES };

/* Instructions of a function's own, of a source line. */
struct both_line {
	char *file;
	unsigned int line;
	uint64_t own;
};

struct both {
	char *name, *module; /* NULL: the root */
	unsigned int world;  /* its place in parts.worlds */
	unsigned int entry;  /* how it was entered first, as in walk/tree.h */
	unsigned int depth;  /* the root's is 0 */
	uint64_t calls[SIDES], own[SIDES], total[SIDES];
	/* Of an explanation with lines, which is never compared: */
	bool inlined;
	char *at_file; /* in the one above: where it is inlined, or was called from first; NULL: not known */
	unsigned int at_line;
	struct both_line *line;
	size_t lines;
	struct both *parent, *child, *sibling;
};

/* One tree of what is written, and what it is of. */
struct part {
	char *row;	   /* the workload */
	char *title;	   /* "guest", "exit 1 of 4: WRMSR", as a tab has it */
	unsigned int exit; /* from 1 on; 0: the guest's own */
	bool has[SIDES];
	struct both *tree;
};

struct parts {
	const char *const *worlds; /* their names, "kernel" and so on */
	unsigned int world_count;
	bool compared;	    /* both sides are there */
	uint64_t measuring; /* so many of the guest's instructions are the measurement's, on each side */
	size_t n;
	struct part *part; /* those of a row stand together */
};

/*
 * The root of a tree, for @side to be laid upon: of the row's exit with that number, which is made if it is not there. What is laid
 * first has the say in the order. The texts are copied.
 */
struct both *parts_tree(struct parts *parts, enum when side, const char *row, unsigned int exit,
			const char *title);

/* The child for a function, which is made if it is not there. Functions are the same by name, module and world. */
struct both *both_child(struct both *parent, const char *name, const char *module,
			unsigned int world, unsigned int entry);

/* The child for a function that is inlined at that place; @file NULL: not known where. */
struct both *both_inlined(struct both *parent, const char *name, const char *module,
			  const char *file, unsigned int line);

/* Where a function was called from. Of several places the first counts. */
void both_called_from(struct both *node, const char *file, unsigned int line);

/* So many of a node's own instructions are of that line. */
void both_line(struct both *node, const char *file, unsigned int line, uint64_t own);

/* When all is laid: sets totals. With @compared rows that one side lacks are left out. */
void parts_sum(struct parts *parts, bool compared);
void parts_free(struct parts *parts);

/* The next in depth-first order, within @root; NULL after the last. */
struct both *both_next(const struct both *root, const struct both *node);

/* What it has more now, of its own and in all. */
int64_t both_own(const struct both *node);
int64_t both_total(const struct both *node);

#endif
