/* SPDX-License-Identifier: GPL-2.0-only */
/* The counts of exits that are compared: the write-up's tables, and what exitstat wrote. */
#ifndef EXPERIMENTS_TABLES_H
#define EXPERIMENTS_TABLES_H

#include "../../guestos/reasons.h"
#include "shared/grouped.h"

#define REASONS 0x10000

struct table {
	bool there;
	enum isa isa;
	u64 exits, handled; /* of all; the write-up's tables have no cycles */
	u64 count[REASONS];
};

/* States of the guest, in their order. */
enum state {
	AFTER_BOOT,
	AFTER_USE,
	AFTER_IDLE,
	STATES,
};

/* What the guest did in use, each by itself, and sleeping. */
enum activity {
	PROCESSES,
	MEMORY,
	DISK,
	NETWORK,
	IDLE,
	ACTIVITIES,
};

/* One series of tables: of the write-up, or of a lab. */
struct series {
	const char *name, *title;
	enum isa isa;
	struct table tdp[STATES], shadow[STATES], real_mode;
	struct table activity[ACTIVITIES]; /* with TDP */
	double idle_seconds;
};

extern const char *const state_names[STATES];
extern const char *const activity_names[ACTIVITIES];

/* Reads the write-up's tables in @directory, or ends the program. */
void read_write_up(struct series *series, const char *directory);

/* Reads what there is of a lab's in @directory/<lab>-<configuration>/. Returns whether any is. */
bool read_lab(struct series *series, const char *directory);

/*
 * A row of the comparison: exits that mean the same on VMX and SVM. A range of reasons each, from
 * a first to a last; the last below the first says that there is none.
 */
struct meaning {
	const char *name;
	u32 vmx[2][2], svm[2][2];
	bool sum; /* of rows above, for a processor that does not tell them apart */
	const char *why;
};

extern const struct meaning meanings[];
extern const size_t meanings_count;

/* The exits of @table that @meaning covers; *known is false if its numbering has no such reason. */
u64 meaning_count(const struct meaning *meaning, const struct table *table, bool *known);

/* 1,234 in text; "-" if it is not known. */
const char *count_text(u64 count, bool known, char text[GROUPED]);

/* Exits that no meaning covers. */
u64 meaning_rest(const struct table *table);

#endif
