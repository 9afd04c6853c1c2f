/* SPDX-License-Identifier: GPL-2.0-only */
/* What a night consists of: the table tests/nightly/parts, whose head says what a row has. */
#ifndef NIGHTLY_PARTS_H
#define NIGHTLY_PARTS_H

#include <stdbool.h>
#include <stddef.h>

/* Emulators that may run at once, however many parts do. */
#define PLACES 2

#define PART_NEEDS 8

struct part {
	char *name;		/* of letters, digits and - . : its log's name, too */
	double limit;		/* seconds on the clock */
	unsigned int emulators; /* that it runs at once */
	bool alone;		/* nothing may run beside it */
	bool first;		/* runs in each night, and without it the others are not begun */
	bool root;		/* it must be root */
	char *variable[PART_NEEDS]; /* of the environment, that must say something; up to NULL */
	char *program[PART_NEEDS];  /* that must be there; up to NULL */
	char *proof;   /* what the log of a pass holds; NULL: results that can be counted */
	char *command; /* for a shell */
};

struct parts {
	struct part *part;
	size_t count;
};

/* False: it cannot be read, or a row is wrong, and it was said. */
bool parts_read(struct parts *parts, const char *path);

/* Why the part cannot run here, to be freed; NULL: it can. */
char *part_lacks(const struct part *part);

void parts_free(struct parts *parts);

#endif
