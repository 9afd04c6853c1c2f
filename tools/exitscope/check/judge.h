/* SPDX-License-Identifier: GPL-2.0-only */
/* Holds a log against expectations. */
#ifndef JUDGE_H
#define JUDGE_H

#include "calls/both.h"
#include "expect.h"
#include "log/log.h"

/* What comes of a log. */
struct judgement {
	unsigned int held, violated, not_here, unmatched_optional, uncounted;
	unsigned int
		disturbed; /* lines whose rows the host has disturbed, so that nothing is asserted */
	unsigned int untraced; /* lines about functions, of a log without a trace */
	unsigned int
		waits; /* lines about the cost of rows that wait for a point in time, and have none */
};

/* Whether a condition of the line is not this host's. */
bool expect_applies(const struct expect *expect, const struct log_host *host);
/*
 * Violations go to a file, a line each that begins with name, which is the log's. @parts: the trees of what was traced of
 * its workloads, as they are NOW, or NULL.
 */
void judge(const struct expects *expects, const struct log *log, const struct parts *parts,
	   const char *name, struct judgement *judgement, FILE *to);

bool range_holds(const struct range *range, struct ratio value);

#endif
