/* SPDX-License-Identifier: GPL-2.0-only */
/* What was seen of a test, before anything is made of it, and the file that keeps it. */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "run/histogram.h"
#include "tests.h"

/* One test's. */
struct facts {
	char *test;
	uint64_t print; /* the fingerprint of what was run */
	/*
	 * `status N` or `signal N` of its program, `late` or `busy`: killed at a limit in the lab, `unmet
	 * PATH=VALUE`: a check that does not hold, `lost WHY`: L1 ended meanwhile, `clock`: L1 was ended,
	 * by the limit on the clock.
	 */
	char *end;
	bool said;	    /* its program has printed something */
	char *last, *erred; /* its last line, and that of its errors that is no warning; or NULL */
	unsigned int pass, fail, skip; /* lines of it that say so, of its parts */
	char **failed;		       /* those that fail, the first of them */
	size_t failed_count;
	char *skipped; /* the first that says skip, or NULL */
	unsigned int complaints;
	char *complaint;	    /* the first of L1's kernel, or NULL */
	uint64_t lab_ns, worked_ns; /* of the lab's time: that went by, and of its processor */
	bool counted;		    /* exits holds its VMs' exits; not if L1 ended before it */
	struct histogram exits;
};

/* Failed parts that are kept by their words; more are counted alone. */
#define FACTS_FAILED 200

/* Where and of what the tests of a file are. */
struct facts_header {
	char *suite, *lab, *config, *kernel, *modules, *emulator;
	char *release; /* what L1's kernel calls itself; "": not known yet */
};

/* Of one lab and configuration, in the order they came. */
struct facts_file {
	struct facts_header header;
	struct facts *facts;
	size_t count;
};

struct facts *facts_of(const struct facts_file *file, const char *test);

/*
 * Reads a file that facts_begin() and facts_append() wrote. A last line that is not whole, as a kill leaves it, is
 * left out. False: it cannot be read, or is another file, and it was said.
 */
bool facts_read(struct facts_file *file, const char *path);

/* Writes a new file with this header and these facts. False: said why. */
bool facts_write(const struct facts_file *file, const char *path);

/* Adds one more at its end, at once. */
bool facts_append(const struct facts *facts, const char *path);

/* Makes those a part of the file, which owns what is in them then. */
void facts_add(struct facts_file *file, const struct facts *facts);

void facts_free(struct facts *facts);
void facts_file_free(struct facts_file *file);

#endif
