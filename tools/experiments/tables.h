/* SPDX-License-Identifier: GPL-2.0-only */
/* The counts of exits that are compared: the write-up's tables, and what exitstat wrote. */
#ifndef EXPERIMENTS_TABLES_H
#define EXPERIMENTS_TABLES_H

#include "../../guestos/shared/reasons.h"

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

#define MAX_SERIES 3

/* The write-up first, then the labs that were run. */
struct comparison {
	struct series *series[MAX_SERIES];
	size_t n;
};

extern const char *const state_names[STATES];
extern const char *const activity_names[ACTIVITIES];

/* Reads the write-up's tables in @directory, or ends the program. */
void read_write_up(struct series *series, const char *directory);

/* Reads what there is of a lab's in @directory/<lab>-<configuration>/. Returns whether any is. */
bool read_lab(struct series *series, const char *directory);

#endif
