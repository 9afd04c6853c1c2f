/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's serial log: KTAP 1, with JSON records in the lines that begin `# exitscope {`. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "exitscope.h"

struct log_exit {
	uint32_t reason;
	char *name;
	uint64_t count, handled, away;
	int64_t expect;	      /* -1: none, as for background */
	uint64_t more, fewer; /* by so many at most, for the host's own exits */
	bool background, at_most;
};

enum outcome {
	OUTCOME_NONE,
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_SKIP,
	OUTCOME_LIST,  /* an end record's only: the workloads were listed, none ran */
	OUTCOME_ERROR, /* the same: the guest did not take its command line */
};

/* One workload: its `ok` or `not ok` line and its result record, either of which may be missing. */
struct log_result {
	unsigned int n;
	char *name;
	enum outcome line, record;
	char *why;     /* of a skip or a failure, or NULL */
	bool measured; /* the record has exits, if none were taken: an empty list */
	uint64_t ops;
	bool round_trip;
	double min, median, p99, max, mean;
	bool unsteady; /* the median is not a number to rely on */
	struct log_exit *exits;
	size_t exit_count;
};

struct log_host {
	bool seen, counters;
	char *numbering, *flag_names, *boot;
	unsigned int abi, vcpus;
	uint64_t flags;
};

/* One that `list` has named. */
struct log_workload {
	char *name, *summary;
};

struct log_end {
	bool seen;
	enum outcome verdict;
	unsigned int pass, fail, skip;
	char *message, *word; /* NULL where there is none */
};

struct log {
	unsigned int runs; /* `KTAP version` lines */
	bool planned;
	unsigned int plan;
	struct log_host host;
	struct log_end end;
	struct log_result *results;
	size_t result_count;
	struct log_workload *workloads;
	size_t workload_count;
	char *wrong;	     /* what the guest last said was wrong, for the next failure */
	char *damage;	     /* what is wrong with the first damaged line, or NULL */
	unsigned int number; /* of the current line */
};

void log_line(struct log *log, const char *line, size_t length);
bool log_read(struct log *log, FILE *file); /* false: a reading error, errno says which */
/* Whether a count is not what was expected. */
bool log_exit_wrong(const struct log_exit *exit);
void log_free(struct log *log);

/* verdict.c: what the log says; *why (to be freed) says it in words. */
enum status log_verdict(const struct log *log, char **why);

/* table.c */
void log_table(const struct log *log, FILE *to);

#endif
