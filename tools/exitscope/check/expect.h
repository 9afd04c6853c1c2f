/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expectations: what `exitscope check` asserts of logs, one assertion a line. The grammar is in
 * exitscope(1), section EXPECTATIONS.
 */
#ifndef EXPECT_H
#define EXPECT_H

#include "log/log.h"

/* A fraction; exact, as counts and their limits are compared without rounding. */
struct ratio {
	int64_t over;
	uint64_t under;
};

/* A set of numbers without a gap. */
struct range {
	bool low, high;		    /* whether there is such a limit */
	bool above_low, below_high; /* and the limit itself is not in it */
	struct ratio least, most;
};

enum condition_kind {
	WHEN_NUMBERING, /* vmx, svm */
	WHEN_APIC,	/* xapic, x2apic */
	WHEN_COUNTERS,
	WHEN_FLAG,  /* one of the configuration flags, by its bit */
	WHEN_VCPUS, /* in the range */
};

struct condition {
	enum condition_kind kind;
	bool negated;
	const char *word;
	unsigned int bit;
	struct range range;
};

enum claim {
	CLAIM_EXITS,
	CLAIM_ROUND_TRIP,
	CLAIM_HANDLED,
	CLAIM_AWAY,
	CLAIM_TRANSITION,
	CLAIM_OPS,
	CLAIM_INSTRUCTIONS, /* from here to CLAIM_NEVER: of a trace, by function */
	CLAIM_CALLS,
	CLAIM_NEVER,
	CLAIM_STEADY,
	CLAIM_VERDICT,
};

enum reason_kind {
	REASON_ONE,
	REASON_ANY,   /* all but the host's own, together */
	REASON_OTHER, /* all but the host's own and those that other lines name for the row */
};

enum unit { UNIT_OP, UNIT_EXIT, UNIT_TOTAL };
enum quantile { QUANTILE_MIN, QUANTILE_MEDIAN, QUANTILE_P99, QUANTILE_MAX, QUANTILE_MEAN };

/* An assertion. */
struct expect {
	unsigned int line;
	struct condition *conditions; /* all must hold */
	size_t condition_count;
	bool optional;
	char *workload; /* a glob */
	enum claim claim;
	enum reason_kind reason_kind;
	char *reason_name; /* of REASON_ONE: as in the line, NULL if by number */
	uint32_t reason;
	enum quantile quantile;
	char *function; /* of CLAIM_INSTRUCTIONS and CLAIM_CALLS; of CLAIM_NEVER a module, or "qemu", as well */
	enum outcome outcome;
	struct range range;
	enum unit unit;
	char *text; /* what follows the workload, as written */
};

/* Whether it is about functions, which takes a trace; whether about what a round trip costs. */
bool expect_is_traced(const struct expect *expect);
bool expect_is_cost(const struct expect *expect);

struct expects {
	char *path;
	struct expect *expect;
	size_t count;
	unsigned int errors;
};

/* A line; a bad one is told on standard error unless quiet, and counted. */
void expects_line(struct expects *expects, unsigned int number, const char *line, bool quiet);
/* False: said why; the file cannot be read or has a bad line. */
bool expects_read(struct expects *expects, const char *path);
void expects_free(struct expects *expects);

#endif
