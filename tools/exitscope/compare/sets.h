/* SPDX-License-Identifier: GPL-2.0-only */
/* Two sets of logs side by side: what every workload cost in each run. */
#ifndef SETS_H
#define SETS_H

#include "base/status.h"
#include "calls/both.h"
#include "log/log.h"
#include "log/paths.h"

enum side { SIDE_A, SIDE_B };

/* A list of values, one a run. */
struct series {
	double *value;
	size_t count;
};

/* One reason in one workload: exits per operation, by run; 0 where a run has none. */
struct reason_row {
	uint32_t reason;
	char *name;
	struct series per_op[2];
	struct series handled[2], away[2]; /* mean cycles an exit; only of runs that have one */
	bool disturbed;			   /* the host's own exits may have moved it */
};

struct row {
	char *workload;
	struct series round_trip[2]; /* medians */
	struct series least[2];	     /* minima of the same runs */
	unsigned int runs[2];	     /* that measured it */
	bool unsteady;
	bool waits;		 /* for a point in time: its round trip is no cost */
	enum outcome outcome[2]; /* the worst of the runs */
	bool disturbed[2];	 /* runs whose row the host has disturbed are left out */
	char *why[2];		 /* why it was not measured, or what failed */
	struct reason_row *reasons;
	size_t reason_count;
};

/* All workloads of one configuration. */
struct group {
	char *key; /* <lab>-<config>, or the file's name without `.log` and a run's number */
	char *numbering[2];
	unsigned int runs[2];
	struct series places[2]; /* of the runs in their boots */
	struct row *rows;
	size_t row_count;
	char *trace[2];	    /* that explain has kept, the first of a side; NULL: none */
	struct parts parts; /* their operations by function, once they are laid: see traces.h */
	bool explained;	    /* they are */
};

struct sets {
	struct group *groups;
	size_t group_count;
	bool exact;	  /* all logs are from labs that count instructions */
	bool settled;	  /* and all began when KVM had settled (guestos/README.md, settle) */
	const char *rows; /* globs with commas between: only these are taken from logs; NULL: all */
};

/* Adds all logs of a side, or kept traces, which hold theirs; what cannot be compared is told. PASS: all are whole. */
enum status sets_add(struct sets *sets, enum side side, const struct paths *logs);
/* Whether the runs of both sides stood in the same places of their boots. */
bool sets_same_places(const struct group *group);
/* Where both sides have one configuration, they are compared whatever its name. */
void sets_pair(struct sets *sets);
void sets_free(struct sets *sets);

#endif
